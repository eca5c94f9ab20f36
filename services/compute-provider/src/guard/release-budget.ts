import type { Bytes32 } from '@atoll/schemas/ids';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import { ReleaseBudgetSpent } from '../datasets/problems.ts';
import type { Finding } from '@atoll/schemas/guard';
import type { GuardPolicy } from '@atoll/schemas/guard';
import type { ReleasedParts } from '@atoll/schemas/ledger';
import { readPolicy } from './policy.ts';

/**
 * Bytes that have left a dataset or may be about to: of jobs with a stored result, which somebody may have fetched whatever became of the
 * job, of jobs that were booked to leave, whose outputs an identical job may be given, and of jobs on their way there. What was kept back
 * does not count.
 */
export async function releasedBytes(
  ctx: Pick<Context, 'database'>,
  input: { datasetId: string; but?: Bytes32 },
): Promise<number> {
  const [row] = await ctx.database.sql<{ bytes: string }[]>`
    select coalesce(sum(released.bytes), 0) as bytes
    from compute_provider.released_bytes released join compute_provider.jobs using (job_id)
    where released.dataset_id = ${input.datasetId} and released.job_id <> ${input.but ?? ''}
      and (jobs.result_digest is not null or jobs.state in ('running', 'output_review', 'delivering')
        or exists (select from compute_provider.releases
          where releases.job_id = released.job_id and releases.dataset_id = released.dataset_id))`;
  return Number(row?.bytes ?? 0);
}

/** The same bytes by what became of them, and what was kept back beside them. */
export async function releasedParts(
  ctx: Pick<Context, 'database'>,
  datasetId: string,
): Promise<ReleasedParts> {
  const rows = await ctx.database.sql<{ part: keyof ReleasedParts; bytes: string }[]>`
    select case
        when jobs.state = 'output_review' then 'held'
        when jobs.state in ('running', 'delivering', 'settling') then 'underWay'
        when jobs.result_digest is null and releases.job_id is null then 'keptBack'
        when jobs.state in ('released', 'disputed', 'ruled') then 'left'
        else 'unserved' end as part,
      sum(released.bytes) as bytes
    from compute_provider.released_bytes released join compute_provider.jobs using (job_id)
      left join compute_provider.releases using (job_id, dataset_id)
    where released.dataset_id = ${datasetId} group by 1`;
  const bytesOf = (part: keyof ReleasedParts) => Number(rows.find((row) => row.part === part)?.bytes ?? 0);
  return {
    left: bytesOf('left'),
    underWay: bytesOf('underWay'),
    held: bytesOf('held'),
    unserved: bytesOf('unserved'),
    keptBack: bytesOf('keptBack'),
  };
}

/**
 * Refuses a job before it is paid where nothing more may leave a dataset.
 * @throws ReleaseBudgetSpent
 */
export async function checkBudgets(
  ctx: Pick<Context, 'database'>,
  datasets: readonly Pick<BoundSnapshot, 'assetId' | 'name'>[],
): Promise<void> {
  for (const { assetId, name } of datasets) {
    const { maxReleasedBytes } = await readPolicy(ctx, name);
    if (maxReleasedBytes === undefined) continue;
    if ((await releasedBytes(ctx, { datasetId: assetId })) >= maxReleasedBytes)
      throw new ReleaseBudgetSpent(assetId);
  }
}

/**
 * Writes into the ledger what a job is about to let out, and tells where that is more than is left. It stays in the ledger in either
 * case: the owner may let it go nevertheless. Written again after a crash it counts once; of two jobs that come at the same time the second
 * sees the first.
 */
export async function bookRelease(
  ctx: Pick<Context, 'database'>,
  input: { jobId: Bytes32; datasetId: string; bytes: number; policy: GuardPolicy },
): Promise<Finding[]> {
  const { jobId, datasetId, bytes, policy } = input;
  await ctx.database.sql`
    insert into compute_provider.released_bytes (job_id, dataset_id, bytes) values (${jobId}, ${datasetId}, ${bytes})
    on conflict (job_id, dataset_id) do update set bytes = excluded.bytes`;
  const most = policy.maxReleasedBytes;
  if (most === undefined) return [];
  const released = await releasedBytes(ctx, { datasetId, but: jobId });
  return released + bytes > most
    ? [{ kind: 'budget', dataset: datasetId, released, asked: bytes, most }]
    : [];
}
