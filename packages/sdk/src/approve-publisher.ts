import { unlimitedRuns } from '@atoll/chain/read-approval';
import { blockTime } from '@atoll/chain/read-block-time';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Lets every algorithm of a publisher run on a public dataset, unseen: every version of whatever the publisher published and never parted with.
 * As the dataset's owner. Where one exact version has an approval of its own, that one decides alone.
 *
 * @param input.validFor seconds from now; default 30 days
 * @param input.runs how many orders it admits; default any number
 * @throws AtollError `not_allowed` for anyone but the owner and for a dataset that is not public, `malformed_request`
 * @example
 * await setPublic(ctx, { datasetId, isPublic: true });
 * await approvePublisher(ctx, { datasetId, publisher, runs: 100 });
 */
export async function approvePublisher(
  { chain }: MarketContext,
  input: { datasetId: bigint; publisher: Address; validFor?: number; runs?: number },
): Promise<ReceiptSummary> {
  const expiresAt = (await blockTime(chain)) + (input.validFor ?? 30 * 86_400);
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'approvePublisher',
    args: [input.datasetId, input.publisher, expiresAt, input.runs ?? unlimitedRuns],
  });
}
