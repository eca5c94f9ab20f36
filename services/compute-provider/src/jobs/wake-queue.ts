import { eq } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { jobs } from '../store/tables.ts';
import { chooseNext } from './choose-next.ts';
import { newestBlock } from './newest-block.ts';
import { orderPolicy } from './order-waiting.ts';
import { readLoad } from './read-load.ts';

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
export async function wakeNext(ctx: Context): Promise<void> {
  if ((await ctx.database.db.$count(jobs, eq(jobs.state, 'queued'))) === 0) return;
  const { timestamp: blockTime } = await newestBlock(ctx.chain);
  const load = await readLoad(ctx.database.db, ctx.settings, { now: ctx.clock.now(), blockTime });
  const { start } = chooseNext({ ...load, policy: orderPolicy });
  for (const { jobId } of start) await ctx.enqueue(jobId);
}
