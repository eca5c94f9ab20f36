import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import type { JobReason } from '@atoll/schemas/job';
import { renameSynced, writeSynced } from '@atoll/storage/synced';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { CleanOutput } from '../guard/check-outputs.ts';
import type { GuardReport } from '@atoll/schemas/guard';
import { inspectOutputs } from '../guard/inspect-outputs.ts';
import { runCheck } from '../guard/run-guard.ts';
import { meteredSeconds } from '../settlement/meter.ts';
import type { Job } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { isRevokedOnChain, workOf } from './admit-job.ts';
import { applyEvent } from './apply-event.ts';
import { jobFolder } from './folders.ts';
import { nextBlockTime } from './newest-block.ts';
import type { StoredRunEnd } from './run-end.ts';
import { type Progress, stopJob } from './stop-job.ts';

/** Decides what a run that ended was worth: outputs that may leave, or whose fault it is that there are none. */
export async function guardOutputs(ctx: Context, job: Job, ended: StoredRunEnd): Promise<Progress> {
  const computeSeconds = meteredSeconds({
    wallMilliseconds: ended.usage.wallSeconds * 1000,
    maxSeconds: job.order.maxSeconds,
    orderedAt: job.ordered.at,
    now: await nextBlockTime(ctx.chain),
  });
  const failed = reasonOf(ended);
  if (failed !== undefined) return stopJob(ctx, job, failed, computeSeconds);
  const work = await workOf(ctx, job);
  // The approval was withdrawn while it ran: the run was admitted, what it found is not let out.
  if (work === undefined || (await isRevokedOnChain(ctx, job, work)))
    return stopJob(ctx, job, 'approval_revoked');
  let outputs: CleanOutput[];
  try {
    outputs = await runCheck({
      directory: jobFolder(ctx, job.jobId).raw,
      declared: work.manifest.outputs,
      rules: work.rules,
    });
  } catch (error) {
    const reason = error instanceof AtollError ? guardReason(error) : undefined;
    if (reason === undefined) throw error;
    ctx.logger.info({ jobId: job.jobId, reason, detail: error }, 'the guard let nothing out');
    return stopJob(ctx, job, reason, computeSeconds);
  }
  const report = await inspectOutputs(ctx, { jobId: job.jobId, snapshots: work.snapshots, outputs });
  await keep(ctx, job, outputs, report);
  await applyEvent(ctx, {
    jobId: job.jobId,
    // What was found is for the owner to judge, also where clean outputs go without a look.
    event: {
      event: 'outputs_accepted',
      computeSeconds,
      review: work.rules.review || report.verdict !== 'pass',
    },
    changes:
      report.verdict === 'withhold' ? { decision: 'withhold', decisionNote: 'kept back by the guard' } : {},
  });
  await rm(jobFolder(ctx, job.jobId).raw, { recursive: true, force: true });
  // What the container held is on disk now; destroying it keeps nobody waiting.
  ctx.engine.destroy(job.jobId).catch((error: unknown) => {
    ctx.logger.warn({ err: error, jobId: job.jobId }, 'the container is removed when the job ends');
  });
  return 'again';
}

function reasonOf(ended: StoredRunEnd): JobReason | undefined {
  switch (ended.outcome.kind) {
    case 'out_of_memory':
      return 'algorithm_out_of_memory';
    case 'timed_out':
      return 'algorithm_timed_out';
    case 'exited':
      return ended.outcome.code === 0 ? ended.fault : 'algorithm_exited_nonzero';
  }
}

function guardReason(error: AtollError): JobReason | undefined {
  switch (error.code) {
    case 'output_missing':
    case 'output_undeclared':
    case 'output_too_large':
    case 'output_invalid':
      return error.code;
    default:
      return undefined;
  }
}

async function keep(
  ctx: Context,
  job: Job,
  outputs: readonly CleanOutput[],
  guard: GuardReport,
): Promise<void> {
  const { clean } = jobFolder(ctx, job.jobId);
  const partial = `${clean}.partial`;
  await rm(clean, { recursive: true, force: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  for (const output of outputs) await writeSynced(join(partial, output.name), [output.bytes]);
  await renameSynced(partial, clean);
  const subjects = outputs.map(({ name, bytes }) => ({
    name,
    digest: { sha256: createHash('sha256').update(bytes).digest('hex') },
  }));
  await ctx.database.db
    .update(attempts)
    .set({ subjects, guard })
    .where(and(eq(attempts.jobId, job.jobId), eq(attempts.attempt, job.status.attempt)));
}
