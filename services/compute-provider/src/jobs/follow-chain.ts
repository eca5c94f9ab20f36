import { follow } from '@atoll/chain/follow';
import type { FollowEvent } from '@atoll/chain/follow-types';
import type { RawLog } from '@atoll/chain/raw-log';
import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { and, gt, inArray, ne } from 'drizzle-orm';
import { toEventSelector } from 'viem';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Context } from '../context.ts';
import { cursor, jobs, quotes } from '../store/tables.ts';
import { newestBlock } from './newest-block.ts';
import { reconcileJob } from './reconcile-job.ts';
import { openStates } from './transition.ts';

/** Blocks that may be reorganised away without the follower giving up; how many an order waits for is another matter. */
const reorgDepth = 64;

const orderedTopic = selectorOf('JobOrdered');

function selectorOf(name: string): Bytes32 {
  for (const item of jobsAbi) if (item.type === 'event' && item.name === name) return toEventSelector(item);
  throw new TypeError(`Jobs has no event ${name}`);
}

/**
 * Follows the escrow contract until the signal aborts. Events only say which job to look at: what is so is read from the chain
 * by {@link reconcileJob}, so a log that was missed or made up changes nothing. What was not final when the process before this one
 * stopped is read once more: of an order that still waited for blocks nothing was kept.
 */
export async function followChain(ctx: Context, signal: AbortSignal): Promise<void> {
  const [kept] = await ctx.database.db.select().from(cursor);
  const head = await newestBlock(ctx.chain);
  const finality = Math.max(reorgDepth, ctx.chain.confirmations);
  const waiting = new Map<Bytes32, { reorganised?: number }>();
  const events = follow({
    chain: ctx.chain,
    from: {
      number:
        kept === undefined
          ? head.number + 1
          : Math.max(ctx.chain.startBlock, Math.min(kept.number, head.number) + 1 - finality),
    },
    addresses: [ctx.chain.addresses.jobs],
    finality,
    signal,
    onFailure: ({ error, attempt }) => ctx.logger.warn({ err: error, attempt }, 'the chain was not read'),
    onPause: ({ error, reason }) => ctx.logger.error({ err: error, reason }, 'the chain contradicts itself'),
    onResume: () => ctx.logger.info('the chain agrees again'),
  });
  for await (const event of events) {
    for (const [jobId, hint] of await jobsToLookAt(ctx, event)) waiting.set(jobId, hint);
    await reconcileAll(ctx, waiting);
    const last = event.type === 'blocks' ? event.blocks.at(-1) : undefined;
    if (last !== undefined) await keepCursor(ctx, last);
  }
}

/** Looks at each job once; what waits for blocks, or failed for now, stays for the next time. */
async function reconcileAll(ctx: Context, waiting: Map<Bytes32, { reorganised?: number }>): Promise<void> {
  for (const [jobId, hint] of [...waiting]) {
    try {
      if ((await reconcileJob(ctx, { jobId, ...hint })) === 'done') waiting.delete(jobId);
    } catch (error) {
      // A node that did not answer: the job stays in the list and is looked at again with the next block.
      if (!(error instanceof AtollError) || !error.retryable) throw error;
      ctx.logger.warn({ err: error, jobId }, 'a job is looked at again later');
    }
  }
}

async function jobsToLookAt(
  ctx: Context,
  event: FollowEvent,
): Promise<Map<Bytes32, { reorganised?: number }>> {
  switch (event.type) {
    case 'blocks': {
      const named = event.logs.flatMap((log) => jobOf(ctx, log));
      const own = new Map<Bytes32, { reorganised?: number }>();
      for (const { jobId, ours } of named) if (ours) own.set(jobId, {});
      const others = named.flatMap(({ jobId, ours }) => (ours ? [] : [jobId]));
      if (others.length === 0) return own;
      const known = await ctx.database.db
        .select({ jobId: quotes.jobId })
        .from(quotes)
        .where(inArray(quotes.jobId, others));
      for (const { jobId } of known) own.set(Bytes32.parse(jobId), {});
      return own;
    }
    case 'reorg': {
      const rows = await ctx.database.db
        .select({ jobId: jobs.jobId })
        .from(jobs)
        .where(and(gt(jobs.orderedBlock, event.ancestor.number), ne(jobs.state, 'orphaned')));
      ctx.logger.warn({ ancestor: event.ancestor.number, jobs: rows.length }, 'the chain was reorganised');
      return new Map(rows.map(({ jobId }) => [Bytes32.parse(jobId), { reorganised: event.ancestor.number }]));
    }
    case 'finalized':
      return new Map();
  }
}

/** The job that a log is about; `ours` where the order names this provider. */
function jobOf(ctx: Context, log: RawLog): { jobId: Bytes32; ours: boolean }[] {
  const [topic, jobId, , provider] = log.topics;
  if (jobId === undefined) return [];
  const ours = topic === orderedTopic && provider?.slice(-40) === ctx.settings.provider.slice(2);
  return topic === orderedTopic && !ours ? [] : [{ jobId, ours }];
}

async function keepCursor(ctx: Context, block: { number: number; hash: Bytes32 }): Promise<void> {
  await ctx.database.db
    .insert(cursor)
    .values({ single: true, number: block.number, hash: block.hash })
    .onConflictDoUpdate({ target: cursor.single, set: { number: block.number, hash: block.hash } });
}

/** Block seconds after its end in which a quote's order is still looked for without an event; after that only events tell of it. */
const lapsedSeconds = 3600;

/**
 * Looks at every job that is open and every quote that could have been ordered, events or not, and sees to it that each open
 * job is taken up: deadlines pass without an event. Open jobs come first and one that fails keeps no other waiting; quotes cost
 * strangers nothing, so those that lapsed are soon left to the events.
 *
 * @returns how many were looked at
 * @throws AggregateError once all were looked at, where some failed
 */
export async function scanJobs(ctx: Context): Promise<number> {
  const { sql } = ctx.database;
  const { timestamp } = await newestBlock(ctx.chain);
  const rows = await sql<{ jobId: string; open: boolean }[]>`
    select job_id as "jobId", state <> 'orphaned' as open from compute_provider.jobs where state = any(${[...openStates, 'orphaned']})
      and (state <> 'orphaned' or updated_at > now() - interval '1 day')
    union all
    select job_id, false from compute_provider.quotes
      where created_at > now() - interval '1 day' and valid_until > ${timestamp - lapsedSeconds}
        and not exists (select from compute_provider.jobs where jobs.job_id = quotes.job_id)
    order by open desc`;
  const failures: unknown[] = [];
  for (const row of rows) {
    const jobId = Bytes32.parse(row.jobId);
    await reconcileJob(ctx, { jobId }).catch((error: unknown) => failures.push(error));
    // Also where the chain could not be compared: what a job does here has deadlines of its own.
    if (row.open) await ctx.enqueue(jobId);
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} jobs could not be looked at`);
  return rows.length;
}
