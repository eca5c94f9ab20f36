import { type Bytes32 } from '@atoll/schemas/ids';
import { type ChainJobView } from '@atoll/schemas/indexer-api';
import { asc, inArray } from 'drizzle-orm';
import { type jobs, payments } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

type Job = typeof jobs.$inferSelect;
type Payment = typeof payments.$inferSelect;

/** `{ [name]: value }` where there is a value. */
function present<Name extends string, T>(name: Name, value: T | null): Partial<Record<Name, T>>;
function present<T>(name: string, value: T | null): Partial<Record<string, T>> {
  return value === null ? {} : { [name]: value };
}

function jobView(job: Job, paid: readonly Payment[]): ChainJobView {
  return {
    jobId: job.job_id,
    state: job.state,
    buyer: job.buyer,
    provider: job.provider,
    token: job.token,
    maximum: job.maximum.toString(),
    order: job.order_body,
    payments: paid.map((payment) => ({
      role: payment.role,
      account: payment.account,
      assetId: payment.asset_id.toString(),
      amount: payment.amount.toString(),
    })),
    orderedAt: job.ordered_at,
    orderedIn: job.ordered_in,
    ...present('outcome', job.outcome),
    ...present('computeSeconds', job.compute_seconds),
    ...present('resultDigest', job.result_digest),
    ...present('statementDigest', job.statement_digest),
    ...present('endedAt', job.ended_at),
    ...present('endedIn', job.ended_in),
  };
}

/** Jobs with their payments, in the order given. */
export async function jobViews(ctx: ApiContext, found: readonly Job[]): Promise<ChainJobView[]> {
  if (found.length === 0) return [];
  const ids = found.map((job) => job.job_id);
  const rows = await ctx.db
    .select()
    .from(payments)
    .where(inArray(payments.job_id, ids))
    .orderBy(asc(payments.block_number), asc(payments.log_index), asc(payments.position));
  const byJob = Map.groupBy<Bytes32, Payment>(rows, (row) => row.job_id);
  return found.map((job) => jobView(job, byJob.get(job.job_id) ?? []));
}
