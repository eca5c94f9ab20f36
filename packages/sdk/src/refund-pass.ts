import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import type { PassUnits } from './pass-units.ts';

/**
 * Burns unused units of a series that pays for no run any more, and credits their price to the holder.
 * @param input.holder default the account itself
 * @example await refundPass(ctx, { assetId, series: 1, units: 3 });
 */
export function refundPass(
  { chain, account }: MarketContext,
  input: PassUnits & { holder?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.accessPass,
    abi: accessPassAbi,
    functionName: 'refund',
    args: [input.assetId, input.series, input.holder ?? account.address, input.units],
  });
}
