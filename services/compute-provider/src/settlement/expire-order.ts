import { readJobState } from '@atoll/chain/read-job-state';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { orderFromWire } from '@atoll/schemas/order';
import { encodeFunctionData } from 'viem';
import type { Context } from '../context.ts';
import type { Job } from '../store/job-row.ts';
import { sendToEscrow } from './send-to-escrow.ts';

/**
 * Gives a buyer the money back where this provider can no longer keep its word: the chain takes no receipt after the deadline.
 * It costs collateral, and waiting for the buyer to do it would not make it cheaper.
 *
 * @param now time of the newest block
 * @returns whether the deadline has passed, so that nothing else is to be done
 */
export async function expireOrder(ctx: Context, job: Job, now: number): Promise<boolean> {
  if (now <= job.order.runBy) return false;
  const { state } = await readJobState(ctx.chain, job.jobId);
  if (state === 'none' || state === 'ended') return state === 'ended';
  if (state === 'reported' && now <= job.order.settleBy) return false;
  await ctx.runs.stop(job.jobId);
  await ctx.engine.destroy(job.jobId);
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'expire',
    args: [orderFromWire(job.order)],
  });
  await sendToEscrow(ctx, { key: `expire:${job.jobId}`, data });
  return true;
}
