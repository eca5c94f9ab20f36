import type { Bytes32 } from '@atoll/schemas/ids';
import type { JobView } from '@atoll/schemas/job';
import type { Context } from '../context.ts';
import { hasEnded } from './apply-event.ts';
import { readJob } from './read-job.ts';

/** A job now and at each change, until it has ended or the signal aborts. */
export async function* followJob(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
  signal: AbortSignal,
): AsyncGenerator<JobView> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const changes = ctx.news.follow(input.jobId, either)[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Asked for before the job is read, so that no change falls between the two.
      const next = changes.next();
      const view = await readJob(ctx, input);
      yield view;
      if (hasEnded(view.state) || (await next).done === true) return;
    }
  } finally {
    // The pending `next` ends with it.
    stop.abort();
  }
}
