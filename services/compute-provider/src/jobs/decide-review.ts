import { AtollError } from '@atoll/schemas/error';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { ReviewDecision } from '@atoll/schemas/provider-api';
import { and, eq, inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { neededReviewers, outputsDigestOf } from '../desk/held-outputs.ts';
import { checkNotHalted } from '../desk/read-halt.ts';
import { reviewDecisions } from '../store/desk-tables.ts';
import { findJob, type Job } from '../store/job-row.ts';
import { attempts, jobs } from '../store/tables.ts';
import { Subjects } from './run-end.ts';

/** The job holds no output that could be decided on, or it was decided already. */
export class NothingToReview extends AtollError {
  constructor(jobId: string, state: string) {
    super({
      code: 'conflict',
      message: `job ${jobId} is ${state}, or its output was decided on already`,
      hint: 'a decision can be made once, while the job is in output_review',
      data: { jobId, state },
    });
  }
}

/** The decision was made on other outputs than those that are held. */
export class OtherOutputs extends AtollError {
  constructor(jobId: string, input: { decided: Bytes32; held: Bytes32 }) {
    super({
      code: 'conflict',
      message: `the decision is on outputs ${input.decided}, job ${jobId} holds ${input.held}`,
      hint: 'read GET /reviews and the outputs again, then decide on those',
      data: { jobId, ...input },
    });
  }
}

/** The signed request that a decision came with, as it is kept. */
export interface DecisionEvidence {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly header: string;
}

/**
 * A reviewer's decision on a held output. One `withhold` keeps it back; it is let out once as many different accounts as the rules of
 * the datasets ask for have released these very outputs. Who has released may still withhold while others are to decide; saying the
 * same again is no error. The caller has been checked to be a reviewer.
 *
 * @throws NothingToReview, OtherOutputs, ProviderHalted (nothing is let out during a halt)
 */
export async function decideReview(
  ctx: Context,
  input: ReviewDecision & { jobId: Bytes32; reviewer: Address; evidence?: DecisionEvidence },
): Promise<void> {
  const { jobId, decision, reviewer } = input;
  if (decision === 'release') await checkNotHalted(ctx);
  const job = await findJob(ctx, jobId);
  if (job === undefined || job.status.state !== 'output_review')
    throw new NothingToReview(jobId, job?.status.state ?? 'unknown');
  const needed = await neededReviewers(ctx, job);
  const settled = await ctx.database.db.transaction(async (database) => {
    const held = await lockHeld(database, job);
    if (input.outputsDigest !== undefined && input.outputsDigest !== held)
      throw new OtherOutputs(jobId, { decided: input.outputsDigest, held });
    const row = {
      decision,
      outputsDigest: held,
      note: input.note ?? null,
      evidence: input.evidence ?? null,
      at: ctx.clock.now(),
    };
    await database
      .insert(reviewDecisions)
      .values({ jobId, attempt: job.status.attempt, reviewer, ...row })
      .onConflictDoUpdate({
        target: [reviewDecisions.jobId, reviewDecisions.attempt, reviewDecisions.reviewer],
        set: row,
      });
    if (decision === 'release' && (await releases(ctx, database, job, held)) < needed) return false;
    await database
      .update(jobs)
      .set({ decision, decisionNote: input.note ?? null })
      .where(eq(jobs.jobId, jobId));
    return true;
  });
  ctx.logger.info({ jobId, reviewer, decision, settled }, 'output reviewed');
  if (settled) await ctx.enqueue(jobId);
}

type Queries = Pick<Context['database']['db'], 'select' | '$count'>;

/** The digest of what is held, with the job's row locked: two decisions at once are counted one after the other. */
async function lockHeld(database: Queries, job: Job): Promise<Bytes32> {
  const { jobId } = job;
  const { attempt } = job.status;
  const [row] = await database.select().from(jobs).where(eq(jobs.jobId, jobId)).for('update');
  if (row?.state !== 'output_review' || row.decision !== null || row.attempt !== attempt)
    throw new NothingToReview(jobId, row?.state ?? 'unknown');
  const [made] = await database
    .select({ subjects: attempts.subjects })
    .from(attempts)
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, attempt)));
  return outputsDigestOf({ jobId, attempt, subjects: Subjects.parse(made?.subjects ?? []) });
}

/** Accounts that have released these outputs and are still reviewers. */
function releases(ctx: Context, database: Queries, job: Job, held: Bytes32): Promise<number> {
  return database.$count(
    reviewDecisions,
    and(
      eq(reviewDecisions.jobId, job.jobId),
      eq(reviewDecisions.attempt, job.status.attempt),
      eq(reviewDecisions.decision, 'release'),
      eq(reviewDecisions.outputsDigest, held),
      inArray(reviewDecisions.reviewer, [...ctx.settings.reviewers]),
    ),
  );
}
