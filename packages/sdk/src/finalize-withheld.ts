import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Order } from '@atoll/schemas/order';
import type { MarketContext } from './context.ts';

/**
 * Ends an order whose run was reported and whose data's owner let the review pass in silence, which means that the output is withheld:
 * compute and the algorithm's author get at most the order's `failureCap`, everything else goes back to the buyer. Anyone may call it from
 * `reviewBy` until `settleBy`, and pays only the gas; after that `expireJob` gives everything back.
 *
 * @param order as it was ordered; the contract knows it by its hash
 * @throws AtollError of the revert: `conflict` before and after that time, and when the job has ended
 * @example await finalizeWithheld(ctx, quote.order);
 */
export function finalizeWithheld(
  { chain }: Pick<MarketContext, 'chain'>,
  order: Order,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'finalizeWithheld',
    args: [order],
  });
}
