import type { Context } from '../context.ts';
import { readHalt } from '../desk/read-halt.ts';
import { finalizeWithheld, reportRun } from '../settlement/report-run.ts';
import type { Job } from '../store/job-row.ts';
import { applyEvent } from './apply-event.ts';
import { newestBlock } from './newest-block.ts';
import { type Progress, stopJob } from './stop-job.ts';

/**
 * Holds an output until the data owner has looked at it. The run is reported on chain, which ends the deadline for running.
 * Silence past `reviewBy` means the output is kept back.
 */
export async function reviewOutput(ctx: Context, job: Job): Promise<Progress> {
  // A halt holds what was held, whatever was decided on it: its release goes on when the halt is lifted.
  if (job.decision === 'release' && !(await readHalt(ctx)).halted) {
    await applyEvent(ctx, { jobId: job.jobId, event: { event: 'output_released' } });
    return 'again';
  }
  if (job.decision === 'withhold') return stopJob(ctx, job, 'output_withheld');
  await reportRun(ctx, job);
  const { timestamp } = await newestBlock(ctx.chain);
  if (timestamp > job.order.reviewBy) await finalizeWithheld(ctx, job);
  return 'wait';
}
