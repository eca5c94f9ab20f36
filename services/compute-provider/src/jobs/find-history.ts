import type { ChainJobState } from '@atoll/chain/read-job-state';
import type { Bytes32 } from '@atoll/schemas/ids';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Job } from '../store/job-row.ts';
import { jobTransactions } from '../store/tables.ts';
import { type JobHistory, readJobHistory } from './read-history.ts';

/** Blocks before the quote's from which an order is looked for: a reorganisation may have put it lower. */
export const reorgSpan = 128;

/**
 * The events of a job that matter now. What the escrow's record says tells which are there to be found, so that a job which was ordered
 * long ago costs no walk through every block since.
 */
export async function findHistory(
  ctx: Context,
  input: {
    jobId: Bytes32;
    reorganised?: number;
    job: Job | undefined;
    slot: ChainJobState;
    from: number;
    head: number;
  },
): Promise<JobHistory> {
  const { jobId, job, slot, from, head } = input;
  // Seen in a block that the escrow's record does not count yet, if at all.
  if (slot.state === 'none')
    return readJobHistory(ctx.chain, { jobId, from: Math.max(from, head - reorgSpan), to: head });
  const awaitsReport =
    slot.state === 'reported' && (input.reorganised !== undefined || !(await isReportNoted(ctx, jobId)));
  const isEnough = ({ reported, ended }: JobHistory) =>
    (slot.state !== 'ended' || ended !== undefined) && (!awaitsReport || reported !== undefined);
  if (job !== undefined && job.ordered.block <= head) {
    const { block } = job.ordered;
    const since = await readJobHistory(ctx.chain, { jobId, from: block, to: head, isEnough });
    const { ordered } =
      since.ordered === undefined
        ? await readJobHistory(ctx.chain, { jobId, from: block, to: block })
        : since;
    if (ordered !== undefined) return { ...since, ordered };
  }
  return readJobHistory(ctx.chain, {
    jobId,
    from,
    to: head,
    isEnough: (history) => history.ordered !== undefined && isEnough(history),
  });
}

async function isReportNoted(ctx: Context, jobId: Bytes32): Promise<boolean> {
  const noted = and(eq(jobTransactions.jobId, jobId), eq(jobTransactions.what, 'report'));
  return (await ctx.database.db.$count(jobTransactions, noted)) > 0;
}
