import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Order } from '@atoll/schemas/order';
import type { MarketContext } from './context.ts';

/**
 * Ends an order whose provider let its deadline pass: `runBy`, and `settleBy` once a run was reported. The buyer gets everything back and a
 * part of a slice of the provider's collateral, the treasury and whoever calls get the rest of the slice. Past the dispute window after
 * `settleBy` there is no slice any more. Anyone may call it, and pays only the gas.
 *
 * @param order as it was ordered; the contract knows it by its hash
 * @throws AtollError of the revert: `conflict` before the deadline and when the job has ended
 * @example const { hash } = await expireJob(ctx, quote.order);
 */
export function expireJob({ chain }: Pick<MarketContext, 'chain'>, order: Order): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'expire',
    args: [order],
  });
}
