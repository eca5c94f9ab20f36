import { stat } from 'node:fs/promises';
import { hasCode } from '@atoll/storage/on-disk';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { RunHandle } from '../engine/engine.ts';
import type { Job } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { applyEvent } from './apply-event.ts';
import { jobFolder } from './folders.ts';
import { followRun } from './follow-run.ts';
import { guardOutputs } from './guard-outputs.ts';
import { isLastMoment, retryOrRefund } from './retry-or-refund.ts';
import { StoredRunEnd } from './run-end.ts';
import { type Progress, stopJob } from './stop-job.ts';

/**
 * Takes up a job whose container was created: follows it to its end in the background, so that a long run holds up nobody.
 * After a restart a run that still goes on is taken up again; one that is gone, or whose outputs are, is followed by another attempt.
 */
export async function resumeRun(ctx: Context, job: Job): Promise<Progress> {
  const { jobId } = job;
  if (ctx.runs.has(jobId)) return (await endsTooLate(ctx, job)) ? giveUp(ctx, job) : 'wait';
  if (job.status.state === 'provisioning') return lose(ctx, job);
  const ended = await findEnd(ctx, job);
  if (ended !== undefined)
    return (await areOutputsGone(ctx, job, ended)) ? lose(ctx, job) : guardOutputs(ctx, job, ended);
  const observed = await ctx.engine.observe(jobId);
  if (observed.kind === 'absent' || observed.kind === 'created') return lose(ctx, job);
  const handle = await ctx.engine.resume(jobId, { wallSeconds: job.order.maxSeconds });
  watch(ctx, job, handle);
  return 'wait';
}

/** Whether a run still goes on when what is left until the deadline is for its receipt. */
async function endsTooLate(ctx: Context, job: Job): Promise<boolean> {
  if (!(await isLastMoment(ctx, job.order.runBy))) return false;
  return (await ctx.engine.observe(job.jobId)).kind === 'running';
}

async function giveUp(ctx: Context, job: Job): Promise<Progress> {
  ctx.logger.error({ jobId: job.jobId, attempt: job.status.attempt }, 'a run is stopped before the deadline');
  const progress = await stopJob(ctx, job, 'engine_failed');
  await ctx.runs.stop(job.jobId);
  await ctx.engine.destroy(job.jobId);
  return progress;
}

/** Follows a run without holding the queue; what comes of it is committed, then the queue is asked. */
function watch(ctx: Context, job: Job, handle: RunHandle): void {
  ctx.runs.start(job.jobId, async (signal) => {
    try {
      await followRun(ctx, job, handle, signal);
      if (!signal.aborted) await ctx.enqueue(job.jobId);
    } catch (error) {
      if (!signal.aborted) await tellFailure(ctx, job, error);
    }
  });
}

/** Nobody waits for what is done in the background: it says itself what comes of a failure. */
async function tellFailure(ctx: Context, job: Job, error: unknown): Promise<void> {
  try {
    await retryOrRefund(ctx, job, error);
    await ctx.enqueue(job.jobId);
  } catch (again) {
    // The scan of open jobs takes it up again, with what the engine and the disk still have of it.
    ctx.logger.warn({ err: again, jobId: job.jobId }, 'a run is taken up again');
  }
}

/** Whether a run that left outputs has none on disk any more: its end was committed and a power cut took the folder. */
async function areOutputsGone(ctx: Context, job: Job, ended: StoredRunEnd): Promise<boolean> {
  if (ended.outcome.kind !== 'exited' || ended.outcome.code !== 0 || ended.fault !== undefined) return false;
  try {
    await stat(jobFolder(ctx, job.jobId).raw);
    return false;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
}

async function lose(ctx: Context, job: Job): Promise<Progress> {
  ctx.logger.warn({ jobId: job.jobId, attempt: job.status.attempt }, 'an attempt was lost');
  await ctx.engine.destroy(job.jobId);
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'attempt_lost' } });
  return 'again';
}

/** How the current attempt ended, where its outputs are on disk. */
export async function findEnd(ctx: Context, job: Job): Promise<StoredRunEnd | undefined> {
  const [row] = await ctx.database.db
    .select({ ended: attempts.ended })
    .from(attempts)
    .where(and(eq(attempts.jobId, job.jobId), eq(attempts.attempt, job.status.attempt)));
  return row === undefined || row.ended === null ? undefined : StoredRunEnd.parse(row.ended);
}
