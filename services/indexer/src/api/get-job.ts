import { type Bytes32 } from '@atoll/schemas/ids';
import { type ChainJobView } from '@atoll/schemas/indexer-api';
import { AtollError } from '@atoll/schemas/error';
import { eq } from 'drizzle-orm';
import { jobs } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { jobViews } from './job-view.ts';

/** No such order is on chain as far as the mirror knows. */
export class JobUnknown extends AtollError {
  constructor(jobId: Bytes32) {
    super({
      code: 'order_unknown',
      message: `no order ${jobId} is mirrored here`,
      hint: 'check the job id; an order that was just sent appears when its block is indexed',
      data: { jobId },
    });
  }
}

/**
 * One job with its payments.
 * @throws JobUnknown
 */
export async function getJob(ctx: ApiContext, jobId: Bytes32): Promise<ChainJobView> {
  const found = await ctx.db.select().from(jobs).where(eq(jobs.job_id, jobId));
  const [view] = await jobViews(ctx, found);
  if (view === undefined) throw new JobUnknown(jobId);
  return view;
}
