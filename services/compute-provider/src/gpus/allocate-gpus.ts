import type { EnvironmentDocument } from '@atoll/schemas/environment';
import type { Bytes32 } from '@atoll/schemas/ids';
import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { GpuAccessKind, GpuDevice } from '../engine/engine.ts';
import type { Transaction } from '../jobs/apply-event.ts';
import { gpuHolds } from '../store/gpu-tables.ts';
import { chooseGpus } from './choose-gpus.ts';

/** What a job's environment promises it, and what the engine has. */
export interface GpuDemand {
  readonly count: number;
  readonly wanted: EnvironmentDocument['gpus'];
  readonly devices: readonly GpuDevice[];
  readonly access: GpuAccessKind;
}

/**
 * Gives whole devices to one attempt at a job, inside the transaction in which the attempt is written: both are there or neither is. A
 * device that somebody holds, or whose memory was not cleared since, is not free; that two never get the same one is the database's to
 * see to, beside the scheduler's lock.
 *
 * @returns the devices, or undefined where not enough are free now: the job waits
 */
export async function allocateGpus(
  database: Transaction,
  input: { jobId: Bytes32; attempt: number; at: Date } & GpuDemand,
): Promise<readonly GpuDevice[] | undefined> {
  const { jobId, attempt, at, count, wanted, devices, access } = input;
  const open = await database
    .select({ uuid: gpuHolds.uuid })
    .from(gpuHolds)
    .where(isNull(gpuHolds.clearedAt));
  const taken = new Set(open.map(({ uuid }) => uuid));
  const chosen = chooseGpus({ wanted, count, free: devices.filter(({ uuid }) => !taken.has(uuid)) });
  if (chosen === undefined) return undefined;
  await database
    .insert(gpuHolds)
    .values(chosen.map((device) => ({ ...device, jobId, attempt, access, heldAt: at })));
  return chosen;
}

/** The devices that an attempt holds, or held. */
export async function gpusOf(
  ctx: Pick<Context, 'database'>,
  job: { jobId: string; attempt: number },
): Promise<(typeof gpuHolds.$inferSelect)[]> {
  return ctx.database.db
    .select()
    .from(gpuHolds)
    .where(and(eq(gpuHolds.jobId, job.jobId), eq(gpuHolds.attempt, job.attempt)))
    .orderBy(gpuHolds.id);
}
