import type { Bytes32 } from '@atoll/schemas/ids';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { GuardReport } from '@atoll/schemas/guard';
import { findJob } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { JobNotFound, ResultNotReady } from './read-job.ts';

/**
 * What the guard found in the outputs of a job's last attempt. The caller has been checked to be the custodian: a buyer learns from
 * none of it what the dataset holds.
 * @throws JobNotFound, ResultNotReady
 */
export async function readFindings(ctx: Context, jobId: Bytes32): Promise<GuardReport> {
  const job = await findJob(ctx, jobId);
  if (job === undefined) throw new JobNotFound(jobId);
  const [row] = await ctx.database.db
    .select({ guard: attempts.guard })
    .from(attempts)
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, job.status.attempt)));
  if (row === undefined || row.guard === null) throw new ResultNotReady(jobId, job.status.state);
  return GuardReport.parse(row.guard);
}
