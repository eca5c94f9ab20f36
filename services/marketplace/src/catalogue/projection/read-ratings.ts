import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import type { Sql } from '@atoll/server-kit/database';
import type { MarketSource } from './market-source.ts';

interface Rating {
  readonly jobId: string;
  readonly score: number;
  readonly blockNumber: number;
}

async function putRatings(source: MarketSource, sql: Sql, ratings: readonly Rating[]): Promise<void> {
  if (ratings.length === 0) return;
  const assets = new Map<string, string[]>();
  for await (const { jobId, dataset } of source.client.jobDatasets.every({
    jobId: ratings.map(({ jobId }) => jobId),
  })) {
    assets.set(jobId, [...(assets.get(jobId) ?? []), dataset]);
  }
  const wire = ratings.map((rating) => ({ ...rating, assets: assets.get(rating.jobId) ?? [] }));
  await sql`
    insert into marketplace.catalogue_ratings (job_id, assets, score, block_number)
    select g."jobId", g.assets, g.score, g."blockNumber"
    from jsonb_to_recordset(${JSON.stringify(wire)}::text::jsonb)
      as g ("jobId" text, assets text[], score integer, "blockNumber" bigint)
    order by g."jobId"
    on conflict (job_id) do update
      set assets = excluded.assets, score = excluded.score, block_number = excluded.block_number`;
}

/** Takes over every rating that counts, and drops those that the chain has no more. */
export async function readAllRatings(source: MarketSource, sql: Sql): Promise<void> {
  const seen: string[] = [];
  let batch: Rating[] = [];
  for await (const { jobId, score, blockNumber, counted } of source.client.ratings.every({ sort: 'block' })) {
    if (!counted) continue;
    seen.push(jobId);
    batch.push({ jobId, score, blockNumber });
    if (batch.length < mostFilterValues) continue;
    await putRatings(source, sql, batch);
    batch = [];
  }
  await putRatings(source, sql, batch);
  await sql`delete from marketplace.catalogue_ratings where job_id <> all (${seen}::text[])`;
}

/** The same for single jobs. */
export async function readRatingsOf(
  source: MarketSource,
  sql: Sql,
  jobIds: readonly string[],
): Promise<void> {
  for (let at = 0; at < jobIds.length; at += mostFilterValues) {
    const jobId = jobIds.slice(at, at + mostFilterValues);
    const ratings: Rating[] = [];
    for await (const rating of source.client.ratings.every({ jobId }))
      if (rating.counted) ratings.push(rating);
    await putRatings(
      source,
      sql,
      ratings.map(({ jobId: job, score, blockNumber }) => ({ jobId: job, score, blockNumber })),
    );
  }
}
