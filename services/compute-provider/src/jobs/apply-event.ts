import type { Bytes32 } from '@atoll/schemas/ids';
import { endStates, type JobState } from '@atoll/schemas/job';
import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { statusOf } from '../store/job-row.ts';
import { resourceHolds } from '../store/queue-tables.ts';
import { jobs, jobTimeline } from '../store/tables.ts';
import {
  holdsResources,
  type JobEvent,
  type JobStatus,
  settlementOf,
  transition,
  TransitionRefused,
} from './transition.ts';

/** What is written in the same transaction as the transition, so that a state is never seen without what belongs to it. */
export type JobChanges = Partial<
  Omit<
    typeof jobs.$inferInsert,
    'jobId' | 'state' | 'reason' | 'outcome' | 'settlement' | 'attempt' | 'computeSeconds'
  >
>;

/**
 * Commits what an event makes of a job, and only then tells anyone. Where two cross, the row's lock lets one go first and the
 * other meets the state that it left.
 *
 * @param input.only states in which the event was decided upon; another one refuses it
 * @throws TransitionRefused
 */
export async function applyEvent(
  ctx: Pick<Context, 'database' | 'clock' | 'news' | 'logger'>,
  input: { jobId: Bytes32; event: JobEvent; changes?: JobChanges; only?: readonly JobState[] },
): Promise<JobStatus> {
  const at = ctx.clock.now();
  const status = await ctx.database.db.transaction((database) => writeEvent(database, { ...input, at }));
  tellEvent(ctx, input, status);
  return status;
}

/** What runs inside a transaction. */
export type Transaction = Parameters<Parameters<Context['database']['db']['transaction']>[0]>[0];

/**
 * Writes what an event makes of a job inside the caller's transaction; {@link tellEvent} is due once that is committed. A job that
 * leaves the states in which it holds resources gives them back in the same transaction.
 * @throws TransitionRefused
 */
export async function writeEvent(
  database: Transaction,
  input: { jobId: Bytes32; event: JobEvent; changes?: JobChanges; only?: readonly JobState[]; at: Date },
): Promise<JobStatus> {
  const { jobId, event, changes, at } = input;
  const [row] = await database.select().from(jobs).where(eq(jobs.jobId, jobId)).for('update');
  if (row === undefined) throw new TypeError(`job ${jobId} is not in the database`);
  const before = statusOf(row);
  if (input.only !== undefined && !input.only.includes(before.state))
    throw new TransitionRefused(before.state, event.event);
  const next = transition(before, event);
  await database
    .update(jobs)
    .set({ ...columnsOf(next), ...changes, updatedAt: at })
    .where(eq(jobs.jobId, jobId));
  await database.insert(jobTimeline).values({ jobId, state: next.state, at });
  if (holdsResources.includes(before.state) && !holdsResources.includes(next.state))
    await database
      .update(resourceHolds)
      .set({ endedAt: at })
      .where(and(eq(resourceHolds.jobId, jobId), isNull(resourceHolds.endedAt)));
  return next;
}

/** Tells that an event was committed. */
export function tellEvent(
  ctx: Pick<Context, 'news' | 'logger'>,
  { jobId, event }: { jobId: Bytes32; event: JobEvent },
  status: JobStatus,
): void {
  ctx.logger.info({ jobId, event: event.event, state: status.state }, 'job changed');
  ctx.news.publish(jobId);
}

/** The columns that hold a status. */
export function columnsOf(status: JobStatus) {
  return {
    state: status.state,
    attempt: status.attempt,
    settlement: settlementOf(status),
    computeSeconds: 'computeSeconds' in status ? status.computeSeconds : 0,
    reason: 'reason' in status ? (status.reason ?? null) : null,
    outcome: 'outcome' in status ? (status.outcome ?? null) : null,
  };
}

/** Whether nothing more will happen to a job by itself. */
export function hasEnded(state: JobState): boolean {
  return endStates.some((end) => end === state);
}
