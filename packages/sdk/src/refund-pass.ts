import type { Chain } from '@atoll/chain/chain';
import { prepareCall } from '@atoll/chain/prepare-call';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { AtollError } from '@atoll/schemas/error';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import type { PassUnits } from './pass-units.ts';

const refundCall = (chain: Chain, { assetId, series, units }: PassUnits, holder: Address) => ({
  address: chain.addresses.accessPass,
  abi: accessPassAbi,
  functionName: 'refund' as const,
  args: [assetId, series, holder, units] as const,
});

/**
 * Burns unused units of a series that pays for no run any more, and credits their price to the holder.
 * @param input.holder default the account itself
 * @example await refundPass(ctx, { assetId, series: 1, units: 3 });
 */
export function refundPass(
  { chain, account }: MarketContext,
  input: PassUnits & { holder?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, refundCall(chain, input, input.holder ?? account.address));
}

/**
 * Whether the account's units of a series give their price back now: the series expired, its dataset is paused or retired or takes another
 * token, or the token is no longer accepted. A series that was closed still pays with what was sold of it.
 *
 * @throws AtollError where it is asked of units that the account has not; ChainUnavailable
 * @example if (await canRefundPass(ctx, { assetId, series: 1, units: 3 })) await refundPass(ctx, { assetId, series: 1, units: 3 });
 */
export async function canRefundPass({ chain, account }: MarketContext, input: PassUnits): Promise<boolean> {
  try {
    await prepareCall(chain, refundCall(chain, input, account.address), { from: account.address });
    return true;
  } catch (error) {
    if (error instanceof AtollError && error.data['error'] === 'NotRefundable') return false;
    throw error;
  }
}
