import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { MarketContext } from './context.ts';

/**
 * Marks a dataset as one that whole publishers may be approved for, or takes the mark off, as its owner. Without the mark the approvals of
 * publishers sleep; they count again when it is back.
 *
 * @throws AtollError `not_allowed` for anyone but the owner, `invalid_order` for anything but a dataset
 * @example await setPublic(ctx, { datasetId, isPublic: true });
 */
export function setPublic(
  { chain }: MarketContext,
  input: { datasetId: bigint; isPublic: boolean },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'setPublic',
    args: [input.datasetId, input.isPublic],
  });
}
