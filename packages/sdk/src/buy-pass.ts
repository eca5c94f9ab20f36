import { type Chain } from '@atoll/chain/chain';
import { readSeries } from '@atoll/chain/read-series';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { type Address } from '@atoll/schemas/ids';
import { type MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';

/** A series of an asset, and how many of its units. */
export interface PassUnits {
  readonly assetId: bigint;
  readonly series: number;
  readonly units: number;
}

const passes = (chain: Chain) => ({ address: chain.addresses.accessPass, abi: accessPassAbi }) as const;

/** The call of {@link buyPass}, for an act that somebody else sends. The price is taken from the wallet. */
export function buyPassCall(chain: Chain, input: PassUnits & { maxPrice: bigint }): ContractCall {
  const args = [input.assetId, input.series, input.units, input.maxPrice];
  return { ...passes(chain), functionName: 'buy', args };
}

/**
 * Buys prepaid runs of a dataset. The price of each unit stays in escrow until an order uses it, and comes back where it never is.
 *
 * @param input.maxPrice most that is paid for a unit, in the token's smallest unit; default what the series costs now
 * @throws AtollError `conflict` where the series is sold out or expired, `insufficient_escrow`
 * @example
 * await buyPass(ctx, { assetId, series: 1, units: 10 });
 * const quote = await requestQuote(ctx, { …, datasets: [{ assetId, metadataDigest, series: 1 }] });
 */
export async function buyPass(
  ctx: MarketContext,
  input: PassUnits & { maxPrice?: bigint },
): Promise<ReceiptSummary> {
  const { chain } = ctx;
  const { token, price } = await readSeries(chain, input);
  const maxPrice = input.maxPrice ?? price;
  const amount = price * BigInt(input.units);
  await ensureAllowance(ctx, { token, spender: chain.addresses.accessPass, amount });
  return simulateThenSend(chain, buyPassCall(chain, { ...input, maxPrice }));
}

/** Gives units of a series that costs nothing, as the dataset's owner. */
export function givePass(
  { chain }: MarketContext,
  input: PassUnits & { to: Address },
): Promise<ReceiptSummary> {
  const args = [input.assetId, input.series, input.to, input.units];
  return simulateThenSend(chain, { ...passes(chain), functionName: 'give', args });
}

/** Burns unused units of a series that pays for no run any more, and credits their price to the holder. */
export function refundPass(
  { chain, account }: MarketContext,
  input: PassUnits & { holder?: Address },
): Promise<ReceiptSummary> {
  const args = [input.assetId, input.series, input.holder ?? account.address, input.units];
  return simulateThenSend(chain, { ...passes(chain), functionName: 'refund', args });
}
