import { jobIdOf } from '@atoll/chain/job-id';
import { readJobState } from '@atoll/chain/read-job-state';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type Order, orderToWire, OrderWire } from '@atoll/schemas/order';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { findJob, type Job } from '../store/job-row.ts';
import { jobs, jobTimeline, jobTransactions, quotes } from '../store/tables.ts';
import { applyEvent, columnsOf } from './apply-event.ts';
import { findHistory, reorgSpan } from './find-history.ts';
import { newestBlock } from './newest-block.ts';
import type { JobHistory, Mined } from './read-history.ts';
import { openStates, transition } from './transition.ts';

/**
 * Brings a job in line with the chain, whatever was missed: an order that is final enough is taken on, one that a
 * reorganisation threw out is let go, an end on chain ends the job. Reads the escrow's record and the logs anew each time, acts only on
 * what both say, and can be called as often as one likes.
 *
 * @param input.reorganised blocks above this one are gone for certain, so an order that was in one of them and is not found is gone
 * @returns `waiting` where something was seen that is not under `confirmations` blocks yet
 */
export async function reconcileJob(
  ctx: Context,
  input: { jobId: Bytes32; reorganised?: number },
): Promise<'waiting' | 'done'> {
  const { jobId } = input;
  const [head, slot, job, quote] = await Promise.all([
    newestBlock(ctx.chain),
    readJobState(ctx.chain, jobId),
    findJob(ctx, jobId),
    ctx.database.db
      .select({ block: quotes.quotedBlock })
      .from(quotes)
      .where(eq(quotes.jobId, jobId))
      .then(([row]) => row),
  ]);
  const near = job?.ordered.block ?? quote?.block ?? head.number;
  const from = Math.max(ctx.chain.startBlock, Math.min(near, quote?.block ?? near) - reorgSpan);
  const history = await findHistory(ctx, { ...input, job, slot, from, head: head.number });
  const confirmed = (at: Mined) => at.block <= head.number - ctx.chain.confirmations;

  if (history.ordered === undefined) {
    if (job !== undefined) await letGo(ctx, job, head.number, input.reorganised);
    return 'done';
  }
  // A node that shows an order which the escrow does not hold, or one that has just been thrown out.
  if (slot.state === 'none') {
    if (job !== undefined) await letGo(ctx, job, head.number, input.reorganised);
    return 'waiting';
  }
  if (!confirmed(history.ordered.at)) return 'waiting';
  await takeOn(ctx, { jobId, job, ordered: history.ordered });
  if (history.reported !== undefined && confirmed(history.reported))
    await noteTransaction(ctx, jobId, 'report', history.reported.transaction);
  // The escrow's own record decides whether a job has ended; the log tells how. Where one of them is missing, it is looked at again.
  const hasEnded = slot.state === 'ended';
  if (hasEnded !== (history.ended !== undefined)) {
    ctx.logger.warn({ jobId, slot: slot.state }, 'logs and escrow do not agree yet');
    return 'waiting';
  }
  if (history.ended === undefined) return 'done';
  if (!confirmed(history.ended.at)) return 'waiting';
  await end(ctx, jobId, history.ended);
  return 'done';
}

/** The order is not on chain. Only where its block is gone for certain, not where a node is merely behind. */
async function letGo(ctx: Context, job: Job, head: number, reorganised: number | undefined): Promise<void> {
  if (job.status.state === 'orphaned') return;
  const gone =
    (reorganised !== undefined && job.ordered.block > reorganised) ||
    (head >= job.ordered.block &&
      (await newestBlock(ctx.chain, job.ordered.block)).hash !== job.ordered.blockHash);
  if (!gone) return;
  const { state } = await readJobState(ctx.chain, job.jobId);
  if (state !== 'none') return;
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'order_orphaned' } });
  await ctx.runs.stop(job.jobId);
  await ctx.enqueue(job.jobId);
}

/** The order is on chain and final enough. */
async function takeOn(
  ctx: Context,
  input: { jobId: Bytes32; job: Job | undefined; ordered: NonNullable<JobHistory['ordered']> },
): Promise<void> {
  const { jobId, job, ordered } = input;
  const { order, provider, at } = ordered;
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  const wire = OrderWire.parse(orderToWire(order));
  if (provider !== ctx.settings.provider || jobIdOf(order, deployment) !== jobId) return;
  if (job !== undefined && job.ordered.blockHash === at.blockHash && job.status.state !== 'orphaned') return;
  const [{ timestamp }, { state }] = await Promise.all([
    newestBlock(ctx.chain, at.block),
    readJobState(ctx.chain, jobId),
  ]);
  if (state === 'none') return;
  const ordering = { orderedBlock: at.block, orderedBlockHash: at.blockHash, orderedAt: timestamp };
  if (job === undefined) await insertJob(ctx, { jobId, order, wire, ordering });
  else if (job.status.state === 'orphaned')
    await applyEvent(ctx, {
      jobId,
      event: { event: 'order_confirmed' },
      // What was decided on an output that is gone says nothing about the next one.
      changes: { ...ordering, decision: null, decisionNote: null },
    });
  else await ctx.database.db.update(jobs).set(ordering).where(eq(jobs.jobId, jobId));
  await noteTransaction(ctx, jobId, 'order', at.transaction);
  await ctx.enqueue(jobId);
}

async function insertJob(
  ctx: Context,
  input: {
    jobId: Bytes32;
    order: Order;
    wire: OrderWire;
    ordering: { orderedBlock: number; orderedBlockHash: Bytes32; orderedAt: number };
  },
): Promise<void> {
  const { jobId, wire, ordering } = input;
  const at = ctx.clock.now();
  const status = transition({ state: 'quoted', attempt: 0 }, { event: 'order_confirmed' });
  await ctx.database.db.transaction(async (database) => {
    // An order that bears our operator's signature and is in no table of ours: a database was lost. It is refused and refunded.
    await database
      .insert(quotes)
      .values({
        jobId,
        order: wire,
        parameters: null,
        environment: wire.environment,
        snapshots: [],
        validUntil: 0,
        signature: null,
        quotedBlock: ordering.orderedBlock,
      })
      .onConflictDoNothing();
    const [quote] = await database.select().from(quotes).where(eq(quotes.jobId, jobId));
    const inserted = await database
      .insert(jobs)
      .values({ jobId, environment: wire.environment, ...columnsOf(status), ...ordering, updatedAt: at })
      .onConflictDoNothing()
      .returning({ jobId: jobs.jobId });
    if (inserted.length === 0) return;
    await database.insert(jobTimeline).values([
      { jobId, state: 'quoted', at: quote?.createdAt ?? at },
      { jobId, state: status.state, at },
    ]);
  });
  ctx.logger.info({ jobId, block: ordering.orderedBlock }, 'order taken on');
  ctx.news.publish(jobId);
}

async function end(ctx: Context, jobId: Bytes32, ended: NonNullable<JobHistory['ended']>): Promise<void> {
  const job = await findJob(ctx, jobId);
  if (job === undefined) return;
  await noteTransaction(ctx, jobId, ended.receiptGiven ? 'settle' : 'expire', ended.at.transaction);
  if (!openStates.includes(job.status.state)) return;
  await applyEvent(ctx, { jobId, event: { event: 'ended_on_chain', outcome: ended.outcome } });
  await ctx.runs.stop(jobId);
  await ctx.enqueue(jobId);
}

async function noteTransaction(
  ctx: Context,
  jobId: Bytes32,
  what: 'order' | 'report' | 'settle' | 'expire',
  hash: Bytes32,
): Promise<void> {
  await ctx.database.db
    .insert(jobTransactions)
    .values({ jobId, what, hash })
    .onConflictDoUpdate({ target: [jobTransactions.jobId, jobTransactions.what], set: { hash } });
}
