import type { EnvironmentDocument } from '@atoll/schemas/environment';
import { isNotNull, isNull, and, or, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { EngineDescription } from '../engine/engine.ts';
import { gpuHolds } from '../store/gpu-tables.ts';
import { chooseGpus } from './choose-gpus.ts';
import { GpuSandboxUnsupported, GpuUnavailable } from './problems.ts';

/**
 * That the GPUs which a job needs are there, in service and to be had under the runtime of jobs; whether they are free now is another
 * question. Asked before the payment and again before the start.
 *
 * @throws GpuUnavailable, GpuSandboxUnsupported
 */
export async function checkGpus(
  ctx: Pick<Context, 'database'>,
  input: { count: number; wanted: EnvironmentDocument['gpus']; engine: EngineDescription },
): Promise<void> {
  const { count, wanted, engine } = input;
  if (count === 0) return;
  if (engine.gpuRefused !== undefined) throw new GpuSandboxUnsupported(engine.runtime, engine.gpuRefused);
  const broken = await ctx.database.db
    .select({ uuid: gpuHolds.uuid })
    .from(gpuHolds)
    .where(and(isNull(gpuHolds.clearedAt), or(isNotNull(gpuHolds.failure), eq(gpuHolds.absent, true))));
  const out = new Set(broken.map(({ uuid }) => uuid));
  const free = engine.gpus.filter(({ uuid }) => !out.has(uuid));
  if (chooseGpus({ wanted, count, free }) !== undefined) return;
  throw new GpuUnavailable(count, free.length, 'of those that the environment promises there are in service');
}
