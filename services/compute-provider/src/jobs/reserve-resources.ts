import type { Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { allocateGpus, type GpuDemand } from '../gpus/allocate-gpus.ts';
import { jobDemands, resourceHolds } from '../store/queue-tables.ts';
import { tellEvent, type Transaction, writeEvent } from './apply-event.ts';
import { type Choice, chooseNext } from './choose-next.ts';
import { orderPolicy } from './order-waiting.ts';
import { type Load, readLoad, type WaitingJob } from './read-load.ts';
import type { JobEvent, JobStatus } from './transition.ts';

/**
 * Notes what a job asks for, before it first waits. A job that waits again keeps its place by the time at which it came.
 * @param input.resources of the approved manifest
 */
export async function noteDemand(
  ctx: Pick<Context, 'database' | 'clock'>,
  input: { jobId: Bytes32; resources: AlgorithmManifest['resources'] },
): Promise<void> {
  const { cpus, memoryBytes, gpus } = input.resources;
  await ctx.database.db
    .insert(jobDemands)
    .values({ jobId: input.jobId, cpus, memoryBytes, gpus, queuedAt: ctx.clock.now() })
    .onConflictDoNothing();
}

/** What deciding who starts needs of the context. */
export type SchedulerContext = Pick<Context, 'database' | 'clock' | 'news' | 'logger'> & {
  readonly settings: Pick<Context['settings'], 'machine' | 'environments'>;
};

/** Decides who starts; another one than {@link choiceOf} is only for comparison with it. */
export type Choose = (load: Load) => Choice<WaitingJob>;

export const choiceOf: Choose = (load) => chooseNext({ ...load, policy: orderPolicy });

/**
 * Starts the next attempt of a waiting job if it is its turn: where it fits into what is free of the machine and of its environment's
 * slots, and no other job is to have that. Deciding and writing are one transaction, one at a time, and what is held is read off the
 * states of jobs: two never get the same processor, and a crash leaves nothing held.
 *
 * @param input.blockTime of the newest block
 * @param input.gpus what a job that needs GPUs is to get; it holds them from the same transaction on
 * @returns the status with the attempt's number, or undefined where the job has to wait
 */
export async function reserveResources(
  ctx: SchedulerContext,
  input: { jobId: Bytes32; blockTime: number; gpus?: GpuDemand | undefined },
  choose: Choose = choiceOf,
): Promise<JobStatus | undefined> {
  const { jobId, blockTime, gpus } = input;
  const event: JobEvent = { event: 'attempt_started' };
  const at = ctx.clock.now();
  const reserved = ctx.database.db.transaction(async (database) => {
    await database.execute(sql`select pg_advisory_xact_lock(hashtextextended('atoll.schedule', 0))`);
    const load = await readLoad(database, ctx.settings, { now: at, blockTime });
    const { start } = choose(load);
    const chosen = start.find((job) => job.jobId === jobId);
    if (chosen === undefined) return undefined;
    const next = await writeEvent(database, { jobId, event, at });
    await database.insert(resourceHolds).values({
      jobId,
      attempt: next.attempt,
      buyer: chosen.buyer,
      environment: chosen.environment,
      cpus: chosen.needs.milliCpus / 1000,
      memoryBytes: chosen.needs.memoryBytes,
      gpus: chosen.needs.gpus,
      startedAt: at,
    });
    if (chosen.needs.gpus === 0) return next;
    const given =
      gpus &&
      (await allocateGpus(database, { ...gpus, count: chosen.needs.gpus, jobId, attempt: next.attempt, at }));
    // Undoes all of it: without its devices the job does not start.
    if (given === undefined) throw new NoneFree();
    return next;
  });
  const status = await reserved.catch((error: unknown) => {
    if (error instanceof NoneFree) return undefined;
    throw error;
  });
  if (status !== undefined) tellEvent(ctx, { jobId, event }, status);
  return status;
}

/** Not enough GPUs are free of those that the job's environment promises. */
class NoneFree extends Error {}

/** The longest pause after an attempt that this provider could not start. */
const longestPauseSeconds = 60;

/**
 * Puts an attempt that could not be started back into the queue, with a pause that grows, so that what fails again and again keeps
 * nobody from starting. GPUs that it held are cleared before they are free again.
 */
export async function giveBack(
  ctx: Pick<Context, 'database' | 'clock' | 'news' | 'logger'>,
  jobId: Bytes32,
): Promise<void> {
  const event: JobEvent = { event: 'attempt_lost' };
  const at = ctx.clock.now();
  const status = await ctx.database.db.transaction(async (database) => {
    const next = await writeEvent(database, { jobId, event, at });
    await pauseAfterFailure(database, jobId, at);
    return next;
  });
  tellEvent(ctx, { jobId, event }, status);
}

/** Lets a job that fails before it could even start wait for a while. */
export async function pauseJob(ctx: Pick<Context, 'database' | 'clock'>, jobId: Bytes32): Promise<void> {
  await ctx.database.db.transaction((database) => pauseAfterFailure(database, jobId, ctx.clock.now()));
}

/**
 * Takes a job out of the queue while it waits for something else than the machine: an identical job's answer, or a run of its dataset.
 * Whoever has that asks for the job again, as the scan of open jobs does, and its next step puts it back.
 */
export async function setAside(
  ctx: Pick<Context, 'database' | 'news'>,
  jobId: Bytes32,
  aside: boolean,
): Promise<void> {
  const changed = await ctx.database.db
    .update(jobDemands)
    .set({ aside })
    .where(and(eq(jobDemands.jobId, jobId), ne(jobDemands.aside, aside)))
    .returning({ jobId: jobDemands.jobId });
  // Others may have what was planned for it.
  if (aside && changed.length > 0) ctx.news.publish(jobId);
}

async function pauseAfterFailure(database: Transaction, jobId: Bytes32, at: Date): Promise<void> {
  const { failures } = jobDemands;
  await database
    .update(jobDemands)
    .set({
      failures: sql`${failures} + 1`,
      notBefore: sql`${at.toISOString()}::timestamptz + make_interval(secs => least(${longestPauseSeconds}, power(2, least(${failures}, 10))))`,
    })
    .where(eq(jobDemands.jobId, jobId));
}
