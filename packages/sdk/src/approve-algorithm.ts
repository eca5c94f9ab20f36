import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { blockTime } from '@atoll/chain/read-block-time';
import { unlimitedRuns } from '@atoll/chain/read-approval';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { CustodianApproval } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

export interface ApproveAlgorithmInput {
  datasetId: bigint;
  /** The asset whose author is paid: a copy of its document under another account is not approved with it. */
  algorithmId: bigint;
  /** The exact version: sha-256 of its metadata document. */
  metadataDigest: Bytes32;
  /** Seconds from now; default 30 days. */
  validFor?: number;
  /** Default: any number. */
  runs?: number;
}

/**
 * Approves one exact version of an algorithm for a dataset: first at the provider, signed by the custodian, where the image is fetched
 * and checked; then on chain, by the dataset's owner. Neither is enough alone. Where owner and custodian are two accounts, call the two
 * halves with their own contexts.
 */
export async function approveAlgorithm(
  ctx: MarketContext,
  input: ApproveAlgorithmInput,
): Promise<{ custodian: CustodianApproval; receipt: ReceiptSummary }> {
  const custodian = await approveAtProvider(ctx, input);
  return { custodian, receipt: await approveOnChain(ctx, input) };
}

/** The custodian's half. May take minutes: the provider fetches and verifies the image now. */
export function approveAtProvider(
  ctx: MarketContext,
  input: ApproveAlgorithmInput,
): Promise<CustodianApproval> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.approvals,
    json: {
      datasetId: input.datasetId.toString(),
      algorithmId: input.algorithmId.toString(),
      metadataDigest: input.metadataDigest,
    },
    signed: true,
    reply: CustodianApproval,
    timeoutMs: 600_000,
  });
}

/** The owner's half. */
export async function approveOnChain(
  ctx: MarketContext,
  input: ApproveAlgorithmInput,
): Promise<ReceiptSummary> {
  const expiresAt = (await blockTime(ctx.chain)) + (input.validFor ?? 30 * 86_400);
  return simulateThenSend(ctx.chain, {
    address: ctx.chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'approveAlgorithm',
    args: [input.datasetId, input.algorithmId, input.metadataDigest, expiresAt, input.runs ?? unlimitedRuns],
  });
}

/** Takes an approval back, at once: orders that have not started are refused and refunded. */
export function revokeAlgorithm(
  ctx: MarketContext,
  input: { datasetId: bigint; algorithmId: bigint; metadataDigest: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(ctx.chain, {
    address: ctx.chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'revokeAlgorithm',
    args: [input.datasetId, input.algorithmId, input.metadataDigest],
  });
}
