import { AtollError } from '@atoll/schemas/error';
import { type Bytes32 } from '@atoll/schemas/ids';
import { type ReviewDecision } from '@atoll/schemas/provider-api';
import { and, eq, isNull } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { findJob } from '../store/job-row.ts';
import { jobs } from '../store/tables.ts';

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

/**
 * The custodian's decision on a held output, once. The caller has been checked to be the custodian.
 * @throws NothingToReview
 */
export async function decideReview(ctx: Context, input: ReviewDecision & { jobId: Bytes32 }): Promise<void> {
  const { jobId, decision, note } = input;
  const decided = await ctx.database.db
    .update(jobs)
    .set({ decision, decisionNote: note ?? null })
    .where(and(eq(jobs.jobId, jobId), eq(jobs.state, 'output_review'), isNull(jobs.decision)))
    .returning({ jobId: jobs.jobId });
  if (decided.length === 0) {
    const job = await findJob(ctx, jobId);
    throw new NothingToReview(jobId, job?.status.state ?? 'unknown');
  }
  ctx.logger.info({ jobId, decision }, 'output reviewed');
  await ctx.enqueue(jobId);
}
