import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import type { PassUnits } from './pass-units.ts';

/**
 * Gives units of a series that costs nothing, as the dataset's owner.
 * @example await givePass(ctx, { assetId, series: 2, units: 5, to: researcher });
 */
export function givePass(
  { chain }: MarketContext,
  input: PassUnits & { to: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.accessPass,
    abi: accessPassAbi,
    functionName: 'give',
    args: [input.assetId, input.series, input.to, input.units],
  });
}
