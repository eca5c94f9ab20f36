import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Takes back what `approvePublisher` gave, at once, as the dataset's owner. Approvals of exact versions stay.
 *
 * @throws AtollError `not_allowed` for anyone but the owner, `not_approved` where the publisher has no approval
 * @example await revokePublisher(ctx, { datasetId, publisher });
 */
export function revokePublisher(
  { chain }: MarketContext,
  input: { datasetId: bigint; publisher: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'revokePublisher',
    args: [input.datasetId, input.publisher],
  });
}
