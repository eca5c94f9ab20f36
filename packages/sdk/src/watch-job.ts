import { wait } from '@atoll/chain/wait';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { endStates, type JobView } from '@atoll/schemas/job';
import type { MarketContext } from './context.ts';
import { readJob } from './read-job.ts';

const ends: readonly string[] = endStates;

/** Whether nothing happens to the job any more: it ended, and its money is where it belongs. */
export function isOver(job: JobView): boolean {
  return ends.includes(job.state) && job.settlement !== 'pending';
}

/**
 * Yields a job each time it changed, until it is over. A provider that does not answer for a while is asked again until the deadline.
 *
 * @param options.timeout milliseconds in all; default one hour
 * @throws AtollError `timed_out` (the job goes on); ProblemReceived for what a retry does not cure
 * @example
 * for await (const job of watchJob(ctx, jobId)) console.log(job.state);
 */
export async function* watchJob(
  ctx: MarketContext,
  jobId: Bytes32,
  options: { timeout?: number; interval?: number; signal?: AbortSignal } = {},
): AsyncGenerator<JobView, void, undefined> {
  const { timeout = 3_600_000, interval = 250 } = options;
  const deadline = AbortSignal.timeout(timeout);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  let seen = '';
  try {
    for (;;) {
      const job = await readPatiently(ctx, jobId, signal);
      const now =
        job === undefined ? seen : JSON.stringify([job.state, job.settlement, job.attempt, job.result]);
      if (job !== undefined && now !== seen) {
        seen = now;
        yield job;
        if (isOver(job)) return;
      }
      await wait(interval, signal);
    }
  } catch (error) {
    if (deadline.aborted && options.signal?.aborted !== true) throw new WatchTimedOut(jobId, timeout, error);
    throw error;
  }
}

/** The job, or undefined where asking again may help. */
async function readPatiently(
  ctx: MarketContext,
  jobId: Bytes32,
  signal: AbortSignal,
): Promise<JobView | undefined> {
  try {
    return await readJob(ctx, jobId, signal);
  } catch (error) {
    if (error instanceof AtollError && error.retryable && !signal.aborted) return undefined;
    throw error;
  }
}

/** The job did not end in the time that the caller gave; it goes on all the same. */
export class WatchTimedOut extends AtollError {
  constructor(jobId: Bytes32, timeout: number, cause: unknown) {
    super({
      code: 'timed_out',
      message: `job ${jobId} is not over after ${timeout} ms`,
      hint: 'watch it again; once its deadline has passed, expire it for a full refund',
      retryable: true,
      data: { jobId },
      cause,
    });
  }
}
