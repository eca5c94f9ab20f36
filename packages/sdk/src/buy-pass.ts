import type { Chain } from '@atoll/chain/chain';
import { readSeries } from '@atoll/chain/read-series';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';
import type { PassUnits } from './pass-units.ts';

/** The call of {@link buyPass}, for an act that somebody else sends. The price is taken from the wallet. */
export function buyPassCall(chain: Chain, input: PassUnits & { maxPrice: bigint }): ContractCall {
  return {
    address: chain.addresses.accessPass,
    abi: accessPassAbi,
    functionName: 'buy',
    args: [input.assetId, input.series, input.units, input.maxPrice],
  };
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
