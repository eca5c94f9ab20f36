import type { Bytes32 } from '@atoll/schemas/ids';
import type { Context } from '../context.ts';
import { deliverResult } from '../settlement/deliver-result.ts';
import { expireOrder } from '../settlement/expire-order.ts';
import { settleJob } from '../settlement/settle-job.ts';
import { findJob, type Job } from '../store/job-row.ts';
import { admitJob } from './admit-job.ts';
import { hasEnded } from './apply-event.ts';
import { cleanUp } from './clean-up.ts';
import { newestBlock } from './newest-block.ts';
import { resumeRun } from './resume-run.ts';
import { retryOrRefund } from './retry-or-refund.ts';
import { reviewOutput } from './review-output.ts';
import { startAttempt } from './start-attempt.ts';
import type { Progress } from './stop-job.ts';
import { holdsSlot, openStates } from './transition.ts';

/**
 * Takes a job as far as it goes now. Every act is idempotent: after a crash the same step is simply taken again.
 *
 * @param stopping when it aborts, the step under way is the last one; the next process goes on from there
 */
export async function advanceJob(ctx: Context, jobId: Bytes32, stopping: AbortSignal): Promise<void> {
  for (;;) {
    if (stopping.aborted) return ctx.enqueue(jobId);
    const job = await findJob(ctx, jobId);
    if (job === undefined) return;
    if ((await step(ctx, job)) === 'wait') return;
  }
}

async function step(ctx: Context, job: Job): Promise<Progress> {
  if (openStates.includes(job.status.state)) {
    const block = await newestBlock(ctx.chain);
    if (await expireOrder(ctx, job, block.timestamp)) return 'wait';
  }
  try {
    return await act(ctx, job);
  } catch (error) {
    // What comes after a run has deadlines of its own.
    if (!holdsSlot.includes(job.status.state)) throw error;
    return retryOrRefund(ctx, job, error);
  }
}

async function act(ctx: Context, job: Job): Promise<Progress> {
  switch (job.status.state) {
    case 'quoted':
    case 'disputed':
      return 'wait';
    case 'funded':
      return admitJob(ctx, job);
    case 'queued':
      return startAttempt(ctx, job);
    case 'provisioning':
    case 'running':
      return resumeRun(ctx, job);
    case 'output_review':
      return reviewOutput(ctx, job);
    case 'delivering':
      return deliverResult(ctx, job);
    case 'settling':
      return settleJob(ctx, job);
    case 'released':
    case 'withheld':
    case 'failed':
    case 'refused':
    case 'cancelled':
    case 'expired':
    case 'orphaned':
    case 'ruled':
      if (hasEnded(job.status.state)) await cleanUp(ctx, job.jobId);
      return 'wait';
  }
}
