import { type Address } from '@atoll/schemas/ids';
import { type ChainJobView } from '@atoll/schemas/indexer-api';
import { and, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { job_datasets, jobs } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { jobViews } from './job-view.ts';
import { page, type PageQuery, type Place, tokenIdOf } from './listing.ts';

export interface ListJobsQuery extends PageQuery {
  buyer?: Address | undefined;
  provider?: Address | undefined;
  state?: ChainJobView['state'] | undefined;
  dataset?: string | undefined;
}

type Job = typeof jobs.$inferSelect;

async function findJobs(ctx: ApiContext, query: ListJobsQuery): Promise<Job[]> {
  const { buyer, provider, state, dataset, cursor, limit } = query;
  const filters = [
    buyer && eq(jobs.buyer, buyer),
    provider && eq(jobs.provider, provider),
    state && eq(jobs.state, state),
  ];
  const before = (block: SQL, log: SQL, place: Place | undefined) =>
    place && sql`(${block}, ${log}) < (${place.block}, ${place.log})`;
  if (dataset === undefined) {
    return ctx.db
      .select()
      .from(jobs)
      .where(and(...filters, before(sql`${jobs.ordered_block}`, sql`${jobs.ordered_log}`, cursor)))
      .orderBy(desc(jobs.ordered_block), desc(jobs.ordered_log))
      .limit(limit + 1);
  }
  return ctx.db
    .select(getTableColumns(jobs))
    .from(job_datasets)
    .innerJoin(jobs, eq(jobs.job_id, job_datasets.job_id))
    .where(
      and(
        eq(job_datasets.dataset, tokenIdOf(ctx, dataset)),
        ...filters,
        before(sql`${job_datasets.block_number}`, sql`${job_datasets.log_index}`, cursor),
      ),
    )
    .orderBy(desc(job_datasets.block_number), desc(job_datasets.log_index))
    .limit(limit + 1);
}

/** Jobs as the chain knows them, newest order first. */
export async function listJobs(
  ctx: ApiContext,
  query: ListJobsQuery,
): Promise<{ items: ChainJobView[]; next?: string }> {
  const found = await findJobs(ctx, query);
  const { items, next } = page(
    found,
    query.limit,
    (job) => ({ block: job.ordered_block, log: job.ordered_log }),
    (job) => job,
  );
  return { items: await jobViews(ctx, items), ...(next === undefined ? {} : { next }) };
}
