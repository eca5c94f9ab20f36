import { signReport } from '@atoll/chain/sign';
import { readJobState } from '@atoll/chain/read-job-state';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { orderFromWire } from '@atoll/schemas/order';
import { encodeFunctionData } from 'viem';
import type { Context } from '../context.ts';
import { reachesBlockTime } from '../jobs/newest-block.ts';
import type { Job } from '../store/job-row.ts';
import { sendToEscrow } from './send-to-escrow.ts';

/** Reports on chain that the run has ended, once: from then on the deadline for settling counts and not the one for running. */
export async function reportRun(ctx: Context, job: Job): Promise<void> {
  const { state } = await readJobState(ctx.chain, job.jobId);
  if (state !== 'open') return;
  const computeSeconds = 'computeSeconds' in job.status ? job.status.computeSeconds : 0;
  await reachesBlockTime(ctx.chain, job.ordered.at + computeSeconds);
  const jobs = ctx.chain.addresses.jobs;
  const signature = await signReport(
    ctx.operator,
    { jobId: job.jobId, computeSeconds },
    { chainId: ctx.chain.chainId, jobs },
  );
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'reportRun',
    args: [orderFromWire(job.order), computeSeconds, signature],
  });
  await sendToEscrow(ctx, { key: `report:${job.jobId}:${job.status.attempt}`, data });
}

/** Ends a held output that nobody decided on, as anyone may after `reviewBy`. */
export async function finalizeWithheld(ctx: Context, job: Job): Promise<void> {
  const { state } = await readJobState(ctx.chain, job.jobId);
  if (state !== 'reported') return;
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'finalizeWithheld',
    args: [orderFromWire(job.order)],
  });
  await sendToEscrow(ctx, { key: `finalize:${job.jobId}`, data });
}
