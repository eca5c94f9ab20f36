import { Bytes32 } from '@atoll/schemas/ids';
import { and, eq, getTableColumns, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { GpuDevice } from '../engine/engine.ts';
import { GpuNotCleared } from '../engine/errors.ts';
import { holdsResources, holdsSlot } from '../jobs/transition.ts';
import { gpuHolds } from '../store/gpu-tables.ts';
import { jobs } from '../store/tables.ts';

type Hold = typeof gpuHolds.$inferSelect;

/** Open rows whose job has left the states in which it holds a device, or has gone on to another attempt. */
export const isLeft = and(
  isNull(gpuHolds.clearedAt),
  or(isNull(jobs.jobId), notInArray(jobs.state, [...holdsResources]), ne(jobs.attempt, gpuHolds.attempt)),
);

/**
 * Clears the devices that jobs have left, each before anybody gets it again, and makes them free. One that cannot be cleared stays out of
 * service, with the reason, until the provider begins anew. After a crash the same devices are found again: clearing twice does no harm.
 */
export async function releaseGpus(
  ctx: Pick<Context, 'database' | 'engine' | 'clock' | 'logger' | 'enqueue' | 'news'>,
): Promise<void> {
  const left = await ctx.database.db
    .select({ hold: getTableColumns(gpuHolds), state: jobs.state })
    .from(gpuHolds)
    .leftJoin(jobs, eq(jobs.jobId, gpuHolds.jobId))
    .where(and(isLeft, isNull(gpuHolds.failure), eq(gpuHolds.absent, false)));
  // Only of jobs that never run again: the container of an earlier attempt went before the next one was made, and that one is not to be touched.
  const ended = new Set(
    left.flatMap(({ hold, state }) =>
      hold.jobId === null || holdsSlot.some((each) => each === state) ? [] : [hold.jobId],
    ),
  );
  for (const jobId of ended) await ctx.engine.destroy(jobId);
  const results = await Promise.allSettled(left.map(({ hold }) => clear(ctx, hold)));
  const told = new Set(left.flatMap(({ hold }) => (hold.jobId === null ? [] : [Bytes32.parse(hold.jobId)])));
  for (const jobId of told) {
    // Its receipt waits for this, and others for the device.
    await ctx.enqueue(jobId);
    ctx.news.publish(jobId);
  }
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function clear(ctx: Parameters<typeof releaseGpus>[0], hold: Hold): Promise<void> {
  const { uuid, model, memoryBytes, index } = hold;
  const open = and(eq(gpuHolds.id, hold.id), isNull(gpuHolds.clearedAt));
  try {
    const clearing = await ctx.engine.clearGpu({ uuid, model, memoryBytes, index });
    await ctx.database.db.update(gpuHolds).set({ clearing, clearedAt: ctx.clock.now() }).where(open);
    ctx.logger.info({ uuid, jobId: hold.jobId, ...clearing }, 'the memory of a GPU was cleared');
  } catch (error) {
    if (!(error instanceof GpuNotCleared)) throw error;
    await ctx.database.db.update(gpuHolds).set({ failure: error.message }).where(open);
    ctx.logger.error({ err: error, uuid, jobId: hold.jobId }, 'a GPU is out of service');
  }
}

/**
 * Takes up the devices of this machine as a process finds them: what is not held by a job is cleared before anybody gets it, for nobody
 * knows who used it meanwhile; what was out of service is tried again. Call it before the first release.
 */
export async function recoverGpus(
  ctx: Pick<Context, 'database' | 'clock'>,
  devices: readonly GpuDevice[],
): Promise<void> {
  const uuids = devices.map(({ uuid }) => uuid);
  await ctx.database.db.transaction(async (database) => {
    const open = isNull(gpuHolds.clearedAt);
    const there = uuids.length === 0 ? sql`false` : inArray(gpuHolds.uuid, uuids);
    await database
      .update(gpuHolds)
      .set({ failure: null, absent: sql`not (${there})` })
      .where(open);
    const held = await database.select({ uuid: gpuHolds.uuid }).from(gpuHolds).where(open);
    const known = new Set(held.map(({ uuid }) => uuid));
    const unknown = devices.filter(({ uuid }) => !known.has(uuid));
    if (unknown.length > 0)
      await database
        .insert(gpuHolds)
        .values(unknown.map((device) => ({ ...device, heldAt: ctx.clock.now() })));
  });
}

/** Devices that nobody holds and nobody can have: their memory is being cleared, or could not be. */
export async function countLeft(database: Pick<Context['database']['db'], 'select'>): Promise<number> {
  const [row] = await database
    .select({ count: sql<string>`count(*)` })
    .from(gpuHolds)
    .leftJoin(jobs, eq(jobs.jobId, gpuHolds.jobId))
    .where(and(isLeft, eq(gpuHolds.absent, false)));
  return Number(row?.count ?? 0);
}
