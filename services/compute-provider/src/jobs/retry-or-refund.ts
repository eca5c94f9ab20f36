import type { Context } from '../context.ts';
import type { Job } from '../store/job-row.ts';
import { newestBlock } from './newest-block.ts';
import { type Progress, stopJob } from './stop-job.ts';

/**
 * What becomes of a job that could not be taken a step further towards its outputs: it is tried again, until only a receipt can still come
 * in time. Then the money goes back: past the deadline it costs collateral as well.
 *
 * @throws the error, while there is time
 */
export async function retryOrRefund(ctx: Context, job: Job, error: unknown): Promise<Progress> {
  if (!(await isLastMoment(ctx, job.order.runBy))) throw error;
  ctx.logger.error({ err: error, jobId: job.jobId }, 'a job could not be brought to its end');
  return stopJob(ctx, job, 'engine_failed');
}

/** Whether a deadline is so near that what is left is for the act which has to be on chain by then. */
export async function isLastMoment(
  ctx: Pick<Context, 'chain' | 'settings'>,
  deadline: number,
): Promise<boolean> {
  const { timestamp } = await newestBlock(ctx.chain);
  return timestamp > deadline - ctx.settings.marginSeconds / 2;
}
