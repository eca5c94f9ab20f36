import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bytes32 } from '@atoll/schemas/ids';
import type { ClearResult } from '@atoll/sdk/decrypt-result';
import { renameSynced, writeSynced } from '@atoll/storage/synced';
import { and, desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { applyEvent } from '../jobs/apply-event.ts';
import type { Work } from '../jobs/admit-job.ts';
import { jobFolder } from '../jobs/folders.ts';
import type { Job } from '../store/job-row.ts';
import { identicalJobs } from '../store/limit-tables.ts';
import { attempts, jobs } from '../store/tables.ts';

import { dropAnswers, readKept, underKey } from './kept-outputs.ts';
import { repeatKey } from './repeat-key.ts';
import { giveRunsBack } from './runs-per-day.ts';

/**
 * Answers a job with the outputs that were released for an identical one, so that nobody averages noise away by asking twice. Of identical
 * jobs at the same time one runs and the others wait for it. Where its outputs are held for review, which can take days, the next one runs
 * as well; whichever is released first is then what all of them are given.
 *
 * Whoever calls has checked that the job is paid, its approvals stand and nothing is halted.
 *
 * @returns `answered` where the job goes on to delivery, `wait` where an identical one runs, `run` where this one is to run
 */
export async function answerAgain(ctx: Context, job: Job, work: Work): Promise<'answered' | 'wait' | 'run'> {
  const key = await repeatKey(ctx, {
    snapshots: work.snapshots,
    metadataDigest: job.order.algorithm.metadataDigest,
    parametersDigest: job.order.parametersDigest,
  });
  if (key === undefined) {
    await ctx.database.db.delete(identicalJobs).where(eq(identicalJobs.jobId, job.jobId));
    return 'run';
  }
  for (;;) {
    const found = await decide(ctx, job.jobId, key);
    if (typeof found === 'string') return found;
    const outputs = await readKept(ctx, found.answer);
    if (outputs !== undefined) {
      await answerWith(ctx, job, found.answer, outputs);
      return 'answered';
    }
    await dropAnswers(ctx, { jobId: found.answer });
  }
}

/** States in which the leader will soon have an answer, or give up the lead. */
const soon = ['funded', 'queued', 'provisioning', 'running', 'delivering'];

async function decide(
  ctx: Context,
  jobId: Bytes32,
  key: Bytes32,
): Promise<{ answer: Bytes32 } | 'wait' | 'run'> {
  return underKey(ctx, key, async (sql) => {
    const [kept] = await sql<{ jobId: string }[]>`
      select job_id as "jobId" from compute_provider.kept_outputs where key = ${key} and answers`;
    const [leader] = await sql<{ jobId: string; state: string }[]>`
      select job_id as "jobId", jobs.state from compute_provider.identical_jobs join compute_provider.jobs using (job_id)
      where key = ${key} and leads and job_id <> ${jobId}`;
    const leads = kept === undefined && (leader === undefined || !soon.includes(leader.state));
    if (leads) await sql`update compute_provider.identical_jobs set leads = false where key = ${key}`;
    await sql`
      insert into compute_provider.identical_jobs (job_id, key, leads) values (${jobId}, ${key}, ${leads})
      on conflict (job_id) do update set key = excluded.key, leads = excluded.leads`;
    if (kept !== undefined) return { answer: Bytes32.parse(kept.jobId) };
    return leads ? 'run' : 'wait';
  });
}

/** Lets another of the identical jobs run in place of one that cannot start yet. */
export async function stepDown(ctx: Pick<Context, 'database'>, jobId: Bytes32): Promise<void> {
  await ctx.database.db.update(identicalJobs).set({ leads: false }).where(eq(identicalJobs.jobId, jobId));
}

/** Puts the outputs where those of a run would lie and hands the job on to delivery. Taken again after a crash it does the same. */
async function answerWith(ctx: Context, job: Job, from: Bytes32, result: ClearResult): Promise<void> {
  await writeClean(ctx, job.jobId, result);
  await noteAnswer(ctx, job, from, result);
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'answered_again' } });
  await giveRunsBack(ctx, job.jobId);
}

/** Writes outputs into the folder of what may leave, all or nothing. */
export async function writeClean(ctx: Context, jobId: Bytes32, { outputs }: ClearResult): Promise<void> {
  const { clean } = jobFolder(ctx, jobId);
  const partial = `${clean}.partial`;
  await rm(clean, { recursive: true, force: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of outputs) await writeSynced(join(partial, name), [bytes]);
  await renameSynced(partial, clean);
}

/**
 * Notes whose outputs a job is given, and what they were made with and passed: the receipt states what ran them, how the data was checked
 * and which policy was applied.
 */
export async function noteAnswer(
  ctx: Context,
  job: Job,
  from: Bytes32,
  { outputs }: ClearResult,
): Promise<void> {
  const { db } = ctx.database;
  const [made] = await db
    .select()
    .from(attempts)
    .where(eq(attempts.jobId, from))
    .orderBy(desc(attempts.attempt))
    .limit(1);
  const subjects = [...outputs].map(([name, bytes]) => ({
    name,
    digest: { sha256: createHash('sha256').update(bytes).digest('hex') },
  }));
  const of = {
    engine: made?.engine ?? null,
    integrity: made?.integrity ?? null,
    sandboxDigest: made?.sandboxDigest ?? null,
    guard: made?.guard ?? null,
    subjects,
  };
  await db
    .insert(attempts)
    .values({ jobId: job.jobId, attempt: job.status.attempt, startedAt: ctx.clock.now(), ...of })
    .onConflictDoUpdate({ target: [attempts.jobId, attempts.attempt], set: of });
  await db
    .update(identicalJobs)
    .set({ repeats: from, leads: false })
    .where(eq(identicalJobs.jobId, job.jobId));
}

/** Has the jobs that wait for an identical one looked at. */
export async function wakeIdentical(ctx: Context, key: string): Promise<void> {
  const waiting = await ctx.database.db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .innerJoin(identicalJobs, eq(identicalJobs.jobId, jobs.jobId))
    .where(and(eq(identicalJobs.key, key), eq(jobs.state, 'queued')));
  for (const { jobId } of waiting) await ctx.enqueue(Bytes32.parse(jobId));
}
