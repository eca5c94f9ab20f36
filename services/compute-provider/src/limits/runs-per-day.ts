import type { Bytes32 } from '@atoll/schemas/ids';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import type { Context } from '../context.ts';
import { newestBlock } from '../jobs/newest-block.ts';
import { graceSeconds, type Query } from '../quotes/free-slots.ts';
import { RunsExhausted } from './problems.ts';

/** The window of `rules.runsPerDay`, in seconds of block time. */
export const windowSeconds = 86_400;

type Dataset = Pick<BoundSnapshot, 'assetId' | 'rules'>;

/**
 * Keeps a run of each dataset free for a job that is being quoted, in the transaction that makes the quote. Runs that started in the last
 * 24 hours of block time count, and promises: quotes that can still be ordered and jobs that have not started. Until the transaction ends
 * nobody else counts or begins a run of these datasets.
 *
 * @param input.now time of the newest block
 * @throws RunsExhausted with the seconds until the next run may be free
 */
export async function reserveRuns(
  sql: Query,
  input: { jobId: Bytes32; datasets: readonly Dataset[]; now: number; confirmations: number },
): Promise<void> {
  const { jobId, datasets, now, confirmations } = input;
  await lockRuns(sql, datasets);
  for (const { assetId, rules } of datasets) {
    if (rules.runsPerDay === undefined) continue;
    const lapses = await countedRuns(sql, { jobId, datasetId: assetId, now, confirmations });
    if (lapses.length < rules.runsPerDay) continue;
    // Once this one has lapsed, one fewer than the limit is counted.
    const next = lapses[lapses.length - rules.runsPerDay] ?? now + windowSeconds;
    throw new RunsExhausted({
      datasetId: assetId,
      runsPerDay: rules.runsPerDay,
      retryAfterSeconds: Math.max(1, next - now),
    });
  }
  await noteRuns(sql, jobId, datasets);
}

/**
 * Counts a run as begun, right before it is. A job that was promised one has it; a job that was quoted without one, because an identical
 * one would have answered it, or whose promise had lapsed, waits behind those who were before it.
 *
 * @returns whether it may start now
 */
export async function beginRun(
  ctx: Pick<Context, 'database' | 'chain'>,
  input: { jobId: Bytes32; datasets: readonly Dataset[] },
): Promise<boolean> {
  const { jobId, datasets } = input;
  const { timestamp: now } = await newestBlock(ctx.chain);
  const { confirmations } = ctx.chain;
  return ctx.database.sql.begin(async (sql) => {
    await lockRuns(sql, datasets);
    await noteRuns(sql, jobId, datasets);
    // Another attempt at a run that was counted, whose outputs were lost before anyone saw them.
    const [begun] = await sql`
      select from compute_provider.dataset_runs where job_id = ${jobId} and started_at is not null`;
    if (begun !== undefined) return true;
    for (const { assetId, rules } of datasets) {
      if (rules.runsPerDay === undefined) continue;
      const counted = await countedRuns(sql, { jobId, datasetId: assetId, now, confirmations, before: true });
      if (counted.length >= rules.runsPerDay) return false;
    }
    await sql`update compute_provider.dataset_runs set started_at = ${now}
      where job_id = ${jobId} and started_at is null`;
    return true;
  });
}

/** Gives back what was kept free for a job that needs no run of its own. One that began is not given back: the data was read. */
export async function giveRunsBack(ctx: Pick<Context, 'database'>, jobId: Bytes32): Promise<void> {
  await ctx.database.sql`
    delete from compute_provider.dataset_runs where job_id = ${jobId} and started_at is null`;
}

/** In ascending order, always: two jobs over the same datasets cannot wait for each other. */
async function lockRuns(sql: Query, datasets: readonly Dataset[]): Promise<void> {
  for (const assetId of datasets.map((each) => each.assetId).toSorted())
    await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.runs.${assetId}`}, 0))`;
}

async function noteRuns(sql: Query, jobId: Bytes32, datasets: readonly Dataset[]): Promise<void> {
  for (const { assetId } of datasets)
    await sql`insert into compute_provider.dataset_runs (job_id, dataset_id) values (${jobId}, ${assetId})
      on conflict do nothing`;
}

/** Block times at which the runs of other jobs that count now will count no more, earliest first. */
async function countedRuns(
  sql: Query,
  input: { jobId: Bytes32; datasetId: string; now: number; confirmations: number; before?: boolean },
): Promise<number[]> {
  const { jobId, datasetId, now } = input;
  const grace = graceSeconds(input.confirmations);
  const rows = await sql<{ lapses: bigint }[]>`
    select case when runs.started_at is not null then runs.started_at + ${windowSeconds}
      when jobs.job_id is not null then ${now + windowSeconds}::bigint
      else quotes.valid_until + ${grace + 1} end as lapses
    from compute_provider.dataset_runs runs
      join compute_provider.quotes using (job_id) left join compute_provider.jobs using (job_id)
    where runs.dataset_id = ${datasetId} and runs.job_id <> ${jobId}
      and (runs.started_at > ${now - windowSeconds}
        or (runs.started_at is null and (not ${input.before ?? false} or runs.seq <
            (select own.seq from compute_provider.dataset_runs own where own.job_id = ${jobId} and own.dataset_id = ${datasetId}))
          and (jobs.state in ('funded', 'queued') or (jobs.job_id is null and quotes.valid_until >= ${now - grace}))))
    order by lapses`;
  return rows.map(({ lapses }) => Number(lapses));
}
