import { passIdOf } from '@atoll/chain/read-series';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import type { PassUnits } from './pass-units.ts';

/**
 * Hands unused units of a series to another account, as who holds them (ERC-1155); what they cost goes with them, also where it comes back.
 *
 * @throws AtollError `not_allowed` where the series is not transferable, `insufficient_escrow` above what the account holds,
 * `malformed_request` for a receiver that cannot hold passes
 * @example await transferPass(ctx, { assetId, series: 1, units: 3, to: colleague });
 */
export async function transferPass(
  { chain, account }: Pick<MarketContext, 'chain' | 'account'>,
  input: PassUnits & { to: Address },
): Promise<ReceiptSummary> {
  const { units, to } = input;
  return simulateThenSend(chain, {
    address: chain.addresses.accessPass,
    abi: accessPassAbi,
    functionName: 'safeTransferFrom',
    args: [account.address, to, await passIdOf(chain, input), BigInt(units), '0x'],
  });
}
