import { signCancel } from '@atoll/chain/sign';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobIdOf } from '@atoll/chain/job-id';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { CancelConsent } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Cancels an order whose job has not started: asks the provider for its consent, signs as well, and sends both. Everything is refunded.
 * Once consented to, the job does not start any more; should the transaction not be sent, the provider refunds by itself.
 *
 * @param order as it was ordered
 * @throws ProblemReceived `conflict` where the job has started; AtollError of the revert
 * @example const { hash } = await cancelJob(ctx, quote.order);
 */
export async function cancelJob(ctx: MarketContext, order: Order): Promise<ReceiptSummary> {
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  const jobId = jobIdOf(order, deployment);
  const own = await signCancel(ctx.account, jobId, deployment);
  const consent = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.cancel(jobId),
    signed: true,
    reply: CancelConsent,
  });
  return simulateThenSend(ctx.chain, {
    address: deployment.jobs,
    abi: jobsAbi,
    functionName: 'cancel',
    args: [order, own, consent.signature],
  });
}

/**
 * Agrees that the buyer may cancel a job which runs already: nothing is paid for it then. Signed by the custodian.
 * @throws ProblemReceived
 */
export function agreeToCancel(ctx: MarketContext, jobId: Bytes32): Promise<JobView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: `${providerPaths.cancel(jobId)}/agree`,
    signed: true,
    reply: JobView,
  });
}
