import type { Bytes32 } from '@atoll/schemas/ids';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { jobs } from '../store/tables.ts';
import { newestBlock } from './newest-block.ts';
import { readLoad } from './read-load.ts';
import { type Choose, choiceOf, type SchedulerContext } from './reserve-resources.ts';

/**
 * Sees to it that a job starts as soon as what it waited for is free: looks at the queue after every change of a job, until the signal
 * aborts. A change that is missed is made up for by the scan of open jobs.
 */
export async function wakeQueue(ctx: Context, signal: AbortSignal): Promise<void> {
  const changes = ctx.news.followAll(signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Asked for before the queue is read, so that no change falls between the two.
      const next = changes.next();
      await wakeNext(ctx);
      if ((await next).done === true) return;
    }
  } finally {
    await changes.return?.();
  }
}

/** Asks for every job to be taken up whose turn it is. Whether it starts is decided anew, under the lock, when it reserves. */
async function wakeNext(ctx: Context): Promise<void> {
  if ((await ctx.database.db.$count(jobs, eq(jobs.state, 'queued'))) === 0) return;
  const { timestamp } = await newestBlock(ctx.chain);
  for (const jobId of await readTurns(ctx, timestamp)) await ctx.enqueue(jobId);
}

/**
 * The waiting jobs that may start now.
 * @param blockTime of the newest block
 */
export async function readTurns(
  ctx: SchedulerContext,
  blockTime: number,
  choose: Choose = choiceOf,
): Promise<Bytes32[]> {
  const load = await readLoad(ctx.database.db, ctx.settings, { now: ctx.clock.now(), blockTime });
  return choose(load).start.map(({ jobId }) => jobId);
}
