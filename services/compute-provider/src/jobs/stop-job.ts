import type { JobReason } from '@atoll/schemas/job';
import type { Context } from '../context.ts';
import type { Job } from '../store/job-row.ts';
import { applyEvent } from './apply-event.ts';

/** `again`: the state changed, look at once. `wait`: somebody else will call when there is something to do. */
export type Progress = 'again' | 'wait';

/** Ends a job without a result; the next step settles it. */
export async function stopJob(
  ctx: Context,
  job: Pick<Job, 'jobId'>,
  reason: JobReason,
  computeSeconds = 0,
): Promise<Progress> {
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'stopped', reason, computeSeconds } });
  return 'again';
}
