import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { gvisorRuntime } from '@atoll/schemas/environment';
import { AtollError } from '@atoll/schemas/error';
import type { JobReason } from '@atoll/schemas/job';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { checkBeforeRun } from '../datasets/check-before-run.ts';
import { DatasetChanged } from '../datasets/problems.ts';
import { readHalt } from '../desk/read-halt.ts';
import type { RunSpecification } from '../engine/engine.ts';
import { factsOf } from '../engine/facts.ts';
import { prepareProgram } from '../approvals/prepare-program.ts';
import { answerAgain, stepDown } from '../limits/answer-again.ts';
import { type GpuDemand, gpusOf } from '../gpus/allocate-gpus.ts';
import { checkGpus } from '../gpus/check-gpus.ts';
import { GpuSandboxUnsupported, GpuUnavailable } from '../gpus/problems.ts';
import { noteSandbox } from '../limits/note-sandbox.ts';
import { beginRun } from '../limits/runs-per-day.ts';
import { readKept } from '../models/kept-model.ts';
import { programOf } from '../models/program.ts';
import type { Job } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { type Progress, stopJob } from './stop-job.ts';
import { applyEvent } from './apply-event.ts';
import { isRevokedOnChain, type Work, workOf } from './admit-job.ts';
import { jobFolder } from './folders.ts';
import { newestBlock } from './newest-block.ts';
import { isLastMoment } from './retry-or-refund.ts';
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

/** What a job is to get of GPUs: nothing, or what its environment promises; what it can never get here ends it with a full refund. */
async function gpuDemand(ctx: Context, job: Job, work: Work): Promise<GpuDemand | 'unavailable' | undefined> {
  const count = work.manifest.resources.gpus;
  if (count === 0) return undefined;
  const engine = await ctx.engine.describe();
  const wanted = ctx.settings.environments.find(({ id }) => id === job.environment)?.document.gpus ?? [];
  try {
    await checkGpus(ctx, { count, wanted, engine });
  } catch (error) {
    if (!(error instanceof GpuUnavailable || error instanceof GpuSandboxUnsupported)) throw error;
    ctx.logger.warn({ err: error, jobId: job.jobId }, 'a job gets no GPU here');
    return 'unavailable';
  }
  if (engine.gpuAccess === undefined) return 'unavailable';
  return { count, wanted, devices: engine.gpus, access: engine.gpuAccess };
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
): Promise<Progress | { jobId: Job['jobId']; blockTime: number; work: Work; gpus: GpuDemand | undefined }> {
  const { jobId } = job;
  try {
    if ((await readHalt(ctx)).halted) return await stopJob(ctx, job, 'provider_halted');
    const work = await workOf(ctx, job);
    if (work === undefined || (await isRevokedOnChain(ctx, job, work)))
      return await stopJob(ctx, job, 'approval_revoked');
    const again = await answerAgain(ctx, job, work);
    if (again === 'answered') return 'again';
    const { timestamp: blockTime } = await newestBlock(ctx.chain);
    const leavesNoTime = again === 'run' && blockTime + job.order.maxSeconds >= job.order.runBy;
    if (leavesNoTime || (await isLastMoment(ctx, job.order.runBy)))
      return await stopJob(ctx, job, job.status.attempt > 0 ? 'provider_restarted' : 'engine_failed');
    // Before its turn: what is out of service is no part of the machine, so that its turn would never come.
    const gpus = again === 'run' ? await gpuDemand(ctx, job, work) : undefined;
    if (gpus === 'unavailable') return await stopJob(ctx, job, 'gpu_unavailable');
    await setAside(ctx, jobId, again === 'wait');
    if (again === 'wait' || !(await readTurns(ctx, blockTime)).includes(jobId)) return 'wait';
    if (await beginRun(ctx, { jobId, datasets: work.snapshots })) return { jobId, blockTime, work, gpus };
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
  const held = await gpusOf(ctx, { jobId: job.jobId, attempt });
  if (held.length !== work.manifest.resources.gpus) return 'gpu_unavailable';
  const gpus = held.map(({ uuid, model, memoryBytes, index }) => ({ uuid, model, memoryBytes, index }));
  const specification = { ...(await specify(ctx, job, work)), gpus };
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
