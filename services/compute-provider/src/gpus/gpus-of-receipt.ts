import { readJobState } from '@atoll/chain/read-job-state';
import type { ReceiptStatement } from '@atoll/schemas/receipt';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { isLastMoment } from '../jobs/retry-or-refund.ts';
import type { Job } from '../store/job-row.ts';
import { gpusOf } from './allocate-gpus.ts';

/** How long a receipt waits for the memory of a job's GPUs to be cleared, so that it can state it. */
const waitSeconds = 120;

const Clearing = z.object({ bytes: z.int().positive(), checkedBytes: z.int().positive() });
type StatedGpu = NonNullable<ReceiptStatement['predicate']['gpu']>[number];

/** Whether the receipt of a job should wait for its devices: the money must not wait for long, and never past the deadline. */
export async function awaitsClearing(
  ctx: Pick<Context, 'database' | 'clock' | 'chain' | 'settings'>,
  job: Job,
): Promise<boolean> {
  const waited = (ctx.clock.now().getTime() - job.updatedAt.getTime()) / 1000;
  if (waited > waitSeconds) return false;
  const held = await gpusOf(ctx, { jobId: job.jobId, attempt: job.status.attempt });
  const isClearing = held.some(
    ({ clearedAt, failure, absent }) => clearedAt === null && failure === null && !absent,
  );
  return isClearing && !(await isLastMoment(ctx, await deadlineOfReceipt(ctx, job)));
}

/** Until when a receipt is certain to be taken: a reported run can be ended by anybody, as withheld, once its review is over. */
async function deadlineOfReceipt(ctx: Pick<Context, 'chain'>, job: Job): Promise<number> {
  const { state } = await readJobState(ctx.chain, job.jobId);
  return state === 'reported' ? job.order.reviewBy : job.order.runBy;
}

/** What the receipt of a job states of its GPUs. */
export async function gpusOfReceipt(ctx: Pick<Context, 'database'>, job: Job): Promise<StatedGpu[]> {
  const held = await gpusOf(ctx, { jobId: job.jobId, attempt: job.status.attempt });
  return held.flatMap(({ model, memoryBytes, access, clearing }) =>
    access === null
      ? []
      : [{ model, memoryBytes, access, cleared: Clearing.safeParse(clearing).data ?? null }],
  );
}
