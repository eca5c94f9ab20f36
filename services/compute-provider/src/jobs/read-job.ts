import { Bytes32 } from '@atoll/schemas/ids';
import { JobState, type JobView, reasonHint, type SignedReceipt } from '@atoll/schemas/job';
import { OrderWire } from '@atoll/schemas/order';
import { AtollError } from '@atoll/schemas/error';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { resultKeptUntil } from '../limits/kept-outputs.ts';
import { wholeSeconds } from '../settlement/quantise.ts';
import { findJob, type Job } from '../store/job-row.ts';
import { jobTimeline, jobTransactions, quotes } from '../store/tables.ts';
import { readPlace } from './read-queue.ts';
import { settlementOf } from './transition.ts';

/** Nobody's job, or somebody else's: which of the two is not told. */
export class JobNotFound extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'not_found',
      message: `there is no job ${jobId} that you may see`,
      hint: 'sign with the buyer of the job or with the custodian of the provider',
      data: { jobId },
    });
  }
}

/** There is no receipt or result yet, or none was released. */
export class ResultNotReady extends AtollError {
  constructor(jobId: string, state: string) {
    super({
      code: 'result_not_ready',
      message: `job ${jobId} is ${state}`,
      hint: 'wait until the job is released and its settlement is final; a job that ended otherwise has no result',
      retryable: state !== 'failed' && state !== 'refused' && state !== 'withheld' && state !== 'expired',
      data: { jobId, state },
    });
  }
}

/**
 * A job as its buyer or the custodian may see it.
 * @throws JobNotFound for everybody else
 */
export async function readJob(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<JobView> {
  const { jobId } = input;
  const job = await findJob(ctx, jobId);
  if (job === undefined) return readQuoted(ctx, input);
  assertReader(ctx, job.order, input);
  const exact = input.reader === ctx.settings.custodian;
  const [timeline, transactions, keptUntil, queue] = await Promise.all([
    ctx.database.db.select().from(jobTimeline).where(eq(jobTimeline.jobId, jobId)).orderBy(jobTimeline.id),
    ctx.database.db.select().from(jobTransactions).where(eq(jobTransactions.jobId, jobId)),
    resultKeptUntil(ctx, jobId),
    job.status.state === 'queued' ? readPlace(ctx, jobId) : undefined,
  ]);
  const { status, order } = job;
  const reason = 'reason' in status ? status.reason : undefined;
  return {
    jobId,
    state: status.state,
    ...(reason === undefined ? {} : { reason, hint: reasonHint[reason] }),
    settlement: settlementOf(status),
    order,
    attempt: status.attempt,
    timeline: timeline.map(({ state, at }) => ({
      state: JobState.parse(state),
      at: (exact ? at : wholeSeconds(at)).toISOString(),
    })),
    transactions: transactions.map(({ what, hash }) => ({ what, hash: Bytes32.parse(hash) })),
    ...(job.result === undefined || status.state !== 'released'
      ? {}
      : {
          result: {
            ...job.result,
            ...(keptUntil === undefined ? {} : { keptUntil: wholeSeconds(keptUntil).toISOString() }),
          },
        }),
    deadlines: { runBy: order.runBy, reviewBy: order.reviewBy, settleBy: order.settleBy },
    ...(queue === undefined ? {} : { queue }),
  };
}

async function readQuoted(ctx: Context, input: { jobId: Bytes32; reader: `0x${string}` }): Promise<JobView> {
  const [quote] = await ctx.database.db.select().from(quotes).where(eq(quotes.jobId, input.jobId));
  if (quote === undefined) throw new JobNotFound(input.jobId);
  const order = OrderWire.parse(quote.order);
  assertReader(ctx, order, input);
  return {
    jobId: input.jobId,
    state: 'quoted',
    settlement: 'none',
    order,
    attempt: 0,
    timeline: [{ state: 'quoted', at: wholeSeconds(quote.createdAt).toISOString() }],
    transactions: [],
    deadlines: { runBy: order.runBy, reviewBy: order.reviewBy, settleBy: order.settleBy },
  };
}

function assertReader(
  ctx: Context,
  order: OrderWire,
  input: { jobId: Bytes32; reader: `0x${string}` },
): void {
  if (input.reader !== order.buyer && input.reader !== ctx.settings.custodian)
    throw new JobNotFound(input.jobId);
}

/** A job that the reader may see, for what a view does not carry. */
export async function readOwnJob(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}`; only?: 'buyer' | 'custodian' },
): Promise<Job> {
  const job = await findJob(ctx, input.jobId);
  if (job === undefined) throw new JobNotFound(input.jobId);
  assertReader(ctx, job.order, input);
  const refused =
    (input.only === 'buyer' && input.reader !== job.order.buyer) ||
    (input.only === 'custodian' && input.reader !== ctx.settings.custodian);
  if (refused) throw new JobNotFound(input.jobId);
  return job;
}

/**
 * The signed receipt with its statement, once the chain has taken it.
 * @throws JobNotFound, ResultNotReady
 */
export async function readReceipt(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<SignedReceipt> {
  const job = await readOwnJob(ctx, input);
  if (job.receipt === undefined || settlementOf(job.status) === 'pending' || job.status.state === 'orphaned')
    throw new ResultNotReady(input.jobId, job.status.state);
  const { signature, statement, ...fields } = job.receipt;
  return { order: job.order, receipt: { jobId: input.jobId, ...fields }, signature, statement };
}
