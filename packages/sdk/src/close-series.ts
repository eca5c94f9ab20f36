import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { MarketContext } from './context.ts';

/**
 * Ends sales and gifts of a series of passes for good, as the dataset's owner. Units that are out stay good.
 *
 * @throws AtollError `not_allowed` for anyone but the owner, `conflict` where it is closed already, `not_found`
 * @example await closeSeries(ctx, { assetId, series: 1 });
 */
export function closeSeries(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { assetId: bigint; series: number },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.accessPass,
    abi: accessPassAbi,
    functionName: 'closeSeries',
    args: [input.assetId, input.series],
  });
}
