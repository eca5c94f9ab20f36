import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { RunEnd, RunHandle } from '../engine/engine.ts';
import { gpusOf } from '../gpus/allocate-gpus.ts';
import type { Job } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { outputBytes } from './start-attempt.ts';
import { applyEvent } from './apply-event.ts';
import { workOf } from './admit-job.ts';
import { jobFolder, logFile } from './folders.ts';
import { keepOutputs } from './keep-outputs.ts';
import type { StoredRunEnd } from './run-end.ts';

const logBytes = 1 << 20;

/**
 * Waits for the end of a run and brings its outputs to this machine's disk before anything else is done with them: from then
 * on neither the engine nor a crash can lose them.
 */
export async function followRun(
  ctx: Context,
  job: Job,
  handle: RunHandle,
  signal: AbortSignal,
): Promise<void> {
  const { jobId } = job;
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const end = await Promise.race([handle.end, stopped]);
  if (end === undefined) {
    // What `end` says after this is of no interest: the container is destroyed by whoever asked to stop.
    handle.end.catch(() => undefined);
    return;
  }
  if (end.outcome.kind === 'lost') return lose(ctx, job);
  await keepLog(ctx, job);
  const succeeded = end.outcome.kind === 'exited' && end.outcome.code === 0;
  const fault = succeeded ? await collect(ctx, job) : undefined;
  if (fault === 'lost') return lose(ctx, job);
  const ended: StoredRunEnd = {
    outcome: end.outcome,
    ...(fault === undefined ? {} : { fault }),
    usage: usageOf(end, (await gpusOf(ctx, { jobId, attempt: job.status.attempt })).length),
    startedAt: end.startedAt.toISOString(),
    endedAt: end.endedAt.toISOString(),
  };
  await ctx.database.db
    .update(attempts)
    .set({ ended, endedAt: end.endedAt })
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, job.status.attempt)));
}

async function lose(ctx: Context, job: Job): Promise<void> {
  await ctx.engine.destroy(job.jobId);
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'attempt_lost' } });
}

/** A device is held as a whole for as long as the run goes on, whether it computes or not. */
function usageOf({ usage }: RunEnd, gpus: number): StoredRunEnd['usage'] {
  const wallSeconds = Math.max(0, usage.wallSeconds);
  return {
    wallSeconds,
    ...(gpus === 0 ? {} : { gpuSeconds: gpus * wallSeconds }),
    cpuSeconds: Math.max(0, usage.cpuSeconds),
    peakMemoryBytes: Math.max(0, Math.round(usage.peakMemoryBytes)),
  };
}

async function keepLog(ctx: Context, job: Job): Promise<void> {
  const path = logFile(ctx, job.jobId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, await ctx.engine.logs(job.jobId, { maxBytes: logBytes }), { mode: 0o600 });
}

/**
 * Brings what the run left to disk.
 * @returns what is wrong with it already
 */
async function collect(ctx: Context, job: Job): Promise<StoredRunEnd['fault'] | 'lost'> {
  const work = await workOf(ctx, job);
  // Nobody's output is too large for bounds that are not known any more: the buyer does not pay for a withdrawn approval.
  if (work === undefined) return 'approval_revoked';
  const bounds = { maxEntries: work.manifest.outputs.length + 16, maxBytes: outputBytes(work) };
  return keepOutputs(ctx.engine.collect(job.jobId, bounds), jobFolder(ctx, job.jobId).raw);
}
