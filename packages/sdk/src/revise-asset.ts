import { readAsset } from '@atoll/chain/read-asset';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Bytes32 } from '@atoll/schemas/ids';
import { zeroHash } from 'viem';
import type { MarketContext } from './context.ts';

/**
 * Makes another document the current version of an asset, as its owner. Open orders keep the version that they were placed with; approvals
 * of the old version do not hold for the new one.
 *
 * @param input.metadataDigest sha-256 of the new document, which is pinned already
 * @param input.commitment of a dataset's new snapshot; absent for an algorithm or model
 * @param input.fromVersion the version that this one follows; default the current one. Another owner's edit in between is refused
 * @throws AtollError `not_allowed` for anyone but the owner, `conflict` where `fromVersion` is not the current one, `asset_retired`
 * @example await reviseAsset(ctx, { assetId, metadataDigest, commitment: snapshot.commitment.digest });
 */
export async function reviseAsset(
  { chain }: MarketContext,
  input: { assetId: bigint; metadataDigest: Bytes32; commitment?: Bytes32; fromVersion?: number },
): Promise<ReceiptSummary> {
  const { assetId, metadataDigest, commitment = zeroHash } = input;
  const fromVersion = input.fromVersion ?? (await readAsset(chain, assetId)).version;
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'update',
    args: [assetId, fromVersion, metadataDigest, commitment],
  });
}
