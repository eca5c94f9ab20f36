import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { gvisorRuntime } from '@atoll/schemas/environment';
import { AtollError } from '@atoll/schemas/error';
import { type JobReason } from '@atoll/schemas/job';
import { and, eq } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { checkBeforeRun } from '../datasets/check-before-run.ts';
import { DatasetChanged } from '../datasets/problems.ts';
import { readHalt } from '../desk/read-halt.ts';
import { type RunSpecification } from '../engine/engine.ts';
import { factsOf } from '../engine/facts.ts';
import { prepareProgram } from '../approvals/prepare-program.ts';
import { answerAgain, stepDown } from '../limits/answer-again.ts';
import { noteSandbox } from '../limits/note-sandbox.ts';
import { beginRun } from '../limits/runs-per-day.ts';
import { readKept } from '../models/kept-model.ts';
import { programOf } from '../models/program.ts';
import { type Job } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { type Progress, stopJob } from './stop-job.ts';
import { applyEvent } from './apply-event.ts';
import { isRevokedOnChain, type Work, workOf } from './admit-job.ts';
import { jobFolder } from './folders.ts';
import { newestBlock } from './newest-block.ts';
import { giveBack, pauseJob, reserveResources, setAside } from './reserve-resources.ts';
import { TransitionRefused } from './transition.ts';
import { readTurns } from './wake-queue.ts';

const mebibyte = 1 << 20;

/**
 * Starts a run if it is the job's turn: reserves what it needs, checks approval and data once more, then creates the container. The
 * attempt's number is committed before anything exists, so that what a crash leaves belongs to an attempt that is known.
 */
export async function startAttempt(ctx: Context, job: Job): Promise<Progress> {
  const ready = await isReady(ctx, job);
  if (typeof ready === 'string') return ready;
  const status = await reserveResources(ctx, ready);
  // Whatever frees what it needs asks for it again.
  if (status === undefined) return 'wait';
  try {
    const refused = await runAttempt(ctx, job, { work: ready.work, attempt: status.attempt });
    if (refused !== undefined) return await stopJob(ctx, job, refused);
  } catch (error) {
    if (error instanceof DatasetChanged) {
      ctx.logger.error({ err: error, jobId: job.jobId }, 'a dataset has changed');
      return stopJob(ctx, job, 'dataset_changed');
    }
    if (error instanceof AtollError && (error.code === 'image_unavailable' || error.code === 'image_invalid'))
      return stopJob(ctx, job, 'image_unavailable');
    // Back into the queue; it is tried again after a pause, until the deadline leaves no time.
    await giveBack(ctx, job.jobId);
    throw error;
  }
  return noteStarted(ctx, job);
}

/** A job that was stopped while its container was made leaves none: whoever stopped it found nothing to destroy. */
async function noteStarted(ctx: Context, job: Job): Promise<Progress> {
  try {
    await applyEvent(ctx, { jobId: job.jobId, event: { event: 'container_started' } });
  } catch (error) {
    if (!(error instanceof TransitionRefused)) throw error;
    await ctx.engine.destroy(job.jobId);
  }
  return 'again';
}

/**
 * Checks what may have changed since the order and whether it is the job's turn, while nothing is held. A job that cannot start now for
 * another reason than the machine's is set aside, so that it keeps no other from starting.
 *
 * @returns what it runs, or what to do instead
 */
async function isReady(
  ctx: Context,
  job: Job,
): Promise<Progress | { jobId: Job['jobId']; blockTime: number; work: Work }> {
  const { jobId } = job;
  try {
    if ((await readHalt(ctx)).halted) return await stopJob(ctx, job, 'provider_halted');
    const work = await workOf(ctx, job);
    if (work === undefined || (await isRevokedOnChain(ctx, job, work)))
      return await stopJob(ctx, job, 'approval_revoked');
    const again = await answerAgain(ctx, job, work);
    if (again === 'answered') return 'again';
    const { timestamp: blockTime } = await newestBlock(ctx.chain);
    if (again === 'run' && blockTime + job.order.maxSeconds >= job.order.runBy)
      return await stopJob(ctx, job, job.status.attempt > 0 ? 'provider_restarted' : 'engine_failed');
    await setAside(ctx, jobId, again === 'wait');
    if (again === 'wait' || !(await readTurns(ctx, blockTime)).includes(jobId)) return 'wait';
    if (await beginRun(ctx, { jobId, datasets: work.snapshots })) return { jobId, blockTime, work };
    await stepDown(ctx, jobId);
    await setAside(ctx, jobId, true);
    return 'wait';
  } catch (error) {
    if (!(error instanceof AtollError && error.retryable)) await pauseJob(ctx, jobId);
    throw error;
  }
}

/**
 * Starts the container of an attempt that holds what it needs.
 * @returns why it may not be run any more
 */
async function runAttempt(
  ctx: Context,
  job: Job,
  { work, attempt }: { work: Work; attempt: number },
): Promise<JobReason | undefined> {
  const engine = factsOf(await ctx.engine.describe());
  // Quoted by a process that had gVisor, to be started by one that has not.
  if (work.rules.gvisor && engine.runtime !== gvisorRuntime) return 'runtime_unavailable';

  await ctx.engine.destroy(job.jobId);
  await ctx.database.db
    .insert(attempts)
    .values({ jobId: job.jobId, attempt, startedAt: ctx.clock.now(), engine })
    .onConflictDoNothing();
  const integrity = await checkAll(ctx, work);
  await ctx.database.db
    .update(attempts)
    .set({ integrity })
    .where(and(eq(attempts.jobId, job.jobId), eq(attempts.attempt, attempt)));
  // A job that asks for GPUs is allotted whole devices here: the queue has counted them, so they are free, or being cleared for a moment.
  const specification = await specify(ctx, job, work);
  await noteSandbox(ctx, { jobId: job.jobId, attempt, specification });
  await runPrepared(ctx, specification, work);
  return undefined;
}

async function checkAll(ctx: Context, work: Work): Promise<'full' | 'sampled'> {
  const checked = await Promise.all(work.snapshots.map((snapshot) => checkBeforeRun(ctx, snapshot)));
  return checked.every((each) => each === 'full') ? 'full' : 'sampled';
}

/** The image was loaded at the approval; an engine that lost it since gets it again, verified the same way. */
async function runPrepared(ctx: Context, specification: RunSpecification, work: Work): Promise<void> {
  try {
    await ctx.engine.run(specification);
  } catch (error) {
    const missing = error instanceof AtollError && error.code === 'image_unavailable';
    if (!missing) throw error;
    const image = await prepareProgram(ctx, work.manifest);
    await ctx.engine.destroy(specification.jobId);
    await ctx.engine.run({ ...specification, imageId: image.imageId });
  }
}

async function specify(ctx: Context, job: Job, work: Work): Promise<RunSpecification> {
  const folder = jobFolder(ctx, job.jobId);
  await rm(folder.root, { recursive: true, force: true });
  await mkdir(folder.root, { recursive: true });
  await writeFile(folder.parameters, canonicalJson(job.parameters ?? {}));
  await chmod(folder.parameters, 0o444);
  const { manifest } = work;
  const { resources } = manifest;
  return {
    jobId: job.jobId,
    imageId: work.image.imageId,
    ...programOf(manifest),
    ...(work.model === undefined ? {} : { model: await readKept(ctx, work.model) }),
    inputs: work.snapshots.map(({ directory }) => directory),
    parametersFile: folder.parameters,
    limits: {
      cpus: resources.cpus,
      memoryBytes: resources.memoryBytes,
      pids: resources.pids,
      outputBytes: outputBytes(work),
      outputEntries: manifest.outputs.length + 16,
      scratchBytes: Math.max(resources.scratchBytes, mebibyte),
      openFiles: 1024,
      logBytes: 10 * mebibyte,
      wallSeconds: job.order.maxSeconds,
    },
  };
}

/** Room for every declared output, and a little over, so that one that is too large is seen as such and not cut off. */
export function outputBytes(work: Work): number {
  return work.manifest.outputs.reduce((sum, output) => sum + output.maxBytes, mebibyte);
}
