import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardReport } from '@atoll/schemas/guard';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { GivenDecision, HeldJob } from '@atoll/schemas/desk';
import { Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest, DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import { and, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { policyDigestOf } from '../guard/policy-digest.ts';
import { algorithmOf } from '../approvals/find-approval.ts';
import type { Context } from '../context.ts';
import { findSnapshot } from '../datasets/find-snapshot.ts';
import { jobFolder } from '../jobs/folders.ts';
import { Subjects } from '../jobs/run-end.ts';
import { reviewDecisions } from '../store/desk-tables.ts';
import { findJob, type Job } from '../store/job-row.ts';
import { approvals, attempts, jobs } from '../store/tables.ts';
import { reviewersNeeded } from './check-terms.ts';
import { HeldOutputDamaged, HeldOutputNotFound } from './problems.ts';

/** Held jobs that are listed; the soonest to lapse come first. */
const mostHeld = 100;

type HeldSubjects = z.infer<typeof Subjects>;

/**
 * What a decision to release is bound to: sha-256 of the canonical JSON of job, attempt and the outputs' names and digests. It means
 * nothing for another job or another attempt, whose outputs may be the same.
 */
export function outputsDigestOf(input: { jobId: Bytes32; attempt: number; subjects: HeldSubjects }): Bytes32 {
  const outputs = input.subjects
    .map(({ name, digest }) => ({ name, sha256: digest.sha256 }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const bytes = canonicalJsonBytes({ jobId: input.jobId, attempt: input.attempt, outputs });
  return `0x${createHash('sha256').update(bytes).digest('hex')}`;
}

/** How many accounts have to release what a job's outputs hold. */
export async function neededReviewers(ctx: Context, job: Job): Promise<number> {
  const snapshots = await Promise.all(
    job.order.datasets.map(({ assetId }, index) =>
      findSnapshot(ctx, { assetId, snapshot: job.snapshots[index] ?? '' }),
    ),
  );
  return reviewersNeeded(snapshots);
}

/** Jobs whose outputs wait for a decision, for who decides. The caller has been checked to be a reviewer. */
export async function listHeld(ctx: Context): Promise<HeldJob[]> {
  const rows = await ctx.database.db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(and(eq(jobs.state, 'output_review'), isNull(jobs.decision)))
    .orderBy(jobs.updatedAt)
    .limit(mostHeld);
  const views = await Promise.all(rows.map(({ jobId }) => heldView(ctx, Bytes32.parse(jobId))));
  return views.filter((view) => view !== undefined).toSorted((a, b) => a.reviewBy - b.reviewBy);
}

async function heldView(ctx: Context, jobId: Bytes32): Promise<HeldJob | undefined> {
  const job = await findJob(ctx, jobId);
  // It was decided on meanwhile.
  if (job?.status.state !== 'output_review') return undefined;
  const { attempt } = job.status;
  const [made] = await ctx.database.db
    .select({ subjects: attempts.subjects, guard: attempts.guard })
    .from(attempts)
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, attempt)));
  const subjects = Subjects.parse(made?.subjects ?? []);
  const declared = await declaredOf(ctx, job);
  const outputs = await Promise.all(
    subjects.map(async ({ name, digest }) => ({
      name,
      type: typeOf(declared, name),
      bytes: (await stat(pathOf(ctx, jobId, name))).size,
      sha256: digest.sha256,
    })),
  );
  const { order } = job;
  return HeldJob.parse({
    jobId,
    buyer: order.buyer,
    datasets: order.datasets.map(({ assetId, metadataDigest }) => ({ assetId, metadataDigest })),
    algorithm: { assetId: order.algorithm.assetId, metadataDigest: order.algorithm.metadataDigest },
    outputs,
    outputsDigest: outputsDigestOf({ jobId, attempt, subjects }),
    report: GuardReport.parse(
      made?.guard ?? { findings: [], datasets: [], verdict: 'pass', policyDigest: policyDigestOf([]) },
    ),
    reviewers: await neededReviewers(ctx, job),
    decisions: await decisionsOf(ctx, job),
    reviewBy: order.reviewBy,
  });
}

async function decisionsOf(ctx: Context, job: Job): Promise<GivenDecision[]> {
  const rows = await ctx.database.db
    .select()
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.jobId, job.jobId), eq(reviewDecisions.attempt, job.status.attempt)))
    .orderBy(reviewDecisions.at);
  return rows.map((row) =>
    GivenDecision.parse({
      reviewer: row.reviewer,
      decision: row.decision,
      ...(row.note === null ? {} : { note: row.note }),
      at: row.at.toISOString(),
    }),
  );
}

/** An output that is held, to be looked at. */
export interface HeldOutput {
  readonly name: string;
  readonly type: DeclaredOutput['type'];
  readonly size: number;
  /** The clean bytes: what passed the guard and would be released. Can be read once. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The clean bytes of an output that is held, checked against the digest that decisions are bound to before the first byte is given.
 * The caller has been checked to be a reviewer.
 *
 * @throws HeldOutputNotFound, HeldOutputDamaged
 */
export async function readHeldOutput(
  ctx: Context,
  input: { jobId: Bytes32; name: string },
): Promise<HeldOutput> {
  const { jobId, name } = input;
  const job = await findJob(ctx, jobId);
  if (job?.status.state !== 'output_review') throw new HeldOutputNotFound(input);
  const [made] = await ctx.database.db
    .select({ subjects: attempts.subjects })
    .from(attempts)
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, job.status.attempt)));
  // Only a name that the guard wrote leads to a path.
  const subject = Subjects.parse(made?.subjects ?? []).find((each) => each.name === name);
  if (subject === undefined) throw new HeldOutputNotFound(input);
  const path = pathOf(ctx, jobId, subject.name);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    hash.update(bytes);
  }
  if (hash.digest('hex') !== subject.digest.sha256) throw new HeldOutputDamaged(input);
  return { name, type: typeOf(await declaredOf(ctx, job), name), size, content: createReadStream(path) };
}

const pathOf = (ctx: Context, jobId: Bytes32, name: string) => join(jobFolder(ctx, jobId).clean, name);

/** The declarations of the manifest that ran, also where its approval was taken back since. */
async function declaredOf(ctx: Context, job: Job): Promise<AlgorithmManifest['outputs']> {
  const [row] = await ctx.database.db
    .select({ document: approvals.document })
    .from(approvals)
    .where(eq(approvals.metadataDigest, job.order.algorithm.metadataDigest))
    .limit(1);
  return row === undefined ? [] : algorithmOf(row.document).atoll.manifest.outputs;
}

const typeOf = (declared: AlgorithmManifest['outputs'], name: string): DeclaredOutput['type'] =>
  declared.find((output) => output.name === name)?.type ?? 'text';
