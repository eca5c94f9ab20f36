import type { Sql } from '@atoll/server-kit/database';
import type { AssetRow } from './asset-facts.ts';

/** Guarantee: the argument of a transaction is asked as a client is; the driver types it apart. */
const asSql = (transaction: unknown): Sql => transaction as Sql;

/** Brings rows of `catalogue` to what they are now; those that read the same are not written. */
async function putRows(sql: Sql, rows: readonly AssetRow[]): Promise<void> {
  const wire = rows.map(({ texts: _texts, ...row }) => row);
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(wire)}::text::jsonb) as g (
        "assetId" text, kind text, state text, listed boolean, owner text, provider text, token text, price numeric, license text,
        formats text[], tags text[], version integer, "publishedAt" bigint, "updatedAt" bigint, runs integer, "ratingSum" bigint,
        ratings integer, entry jsonb, document jsonb, stamp text, digest text)
    ), changed as (
      update marketplace.catalogue as c set
        kind = g.kind, state = g.state, listed = g.listed, owner = g.owner, provider = g.provider, token = g.token, price = g.price,
        license = g.license, formats = g.formats, tags = g.tags, version = g.version, published_at = g."publishedAt",
        updated_at = g."updatedAt", runs = g.runs, rating_sum = g."ratingSum", ratings = g.ratings, entry = g.entry,
        document = nullif(g.document, 'null'::jsonb), stamp = g.stamp, digest = g.digest
      from given as g where c.asset_id = g."assetId"
    )
    insert into marketplace.catalogue (
      asset_id, kind, state, listed, owner, provider, token, price, license, formats, tags, version, published_at, updated_at, runs,
      rating_sum, ratings, entry, document, stamp, digest)
    select g."assetId", g.kind, g.state, g.listed, g.owner, g.provider, g.token, g.price, g.license, g.formats, g.tags, g.version,
      g."publishedAt", g."updatedAt", g.runs, g."ratingSum", g.ratings, g.entry, nullif(g.document, 'null'::jsonb), g.stamp, g.digest
    from given as g
    where not exists (select from marketplace.catalogue as c where c.asset_id = g."assetId")
    order by g."publishedAt", g."assetId"`;
}

/** Writes what assets are found by; their rows have to be there. */
export async function putTexts(
  sql: Sql,
  rows: readonly Pick<AssetRow, 'assetId' | 'texts'>[],
): Promise<void> {
  const wire = rows.map(({ assetId, texts }) => ({ assetId, ...texts }));
  await sql`
    insert into marketplace.catalogue_texts (ordinal, name, tags, columns, description)
    select c.ordinal, g.name, g.tags, g.columns, g.description
    from jsonb_to_recordset(${JSON.stringify(wire)}::text::jsonb) as g (
      "assetId" text, name text, tags text, columns text, description text)
    join marketplace.catalogue as c on c.asset_id = g."assetId"
    on conflict (ordinal) do update set
      name = excluded.name, tags = excluded.tags, columns = excluded.columns, description = excluded.description`;
}

/**
 * Writes assets with what they are found by, in one transaction; the same rows again change nothing.
 * @returns the ids of those that changed
 */
export async function putAssets(sql: Sql, rows: readonly AssetRow[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ assetId }) => assetId).sort();
  return sql.begin(async (transaction) => {
    const inside = asSql(transaction);
    // One writer at a time: of two that insert the same asset, the second finds it.
    await inside`select pg_advisory_xact_lock(hashtextextended('atoll.catalogue', 0))`;
    const before = await inside<{ assetId: string; digest: string }[]>`
      select asset_id as "assetId", digest from marketplace.catalogue where asset_id = any (${ids}::text[])`;
    const known = new Map(before.map(({ assetId, digest }) => [assetId, digest]));
    const changed = rows.filter((row) => known.get(row.assetId) !== row.digest);
    if (changed.length === 0) return [];
    await putRows(inside, changed);
    await putTexts(inside, changed);
    return changed.map(({ assetId }) => assetId);
  });
}

/** Takes assets out that the chain has no more. */
export async function removeAssets(sql: Sql, assetIds: readonly string[]): Promise<void> {
  if (assetIds.length === 0) return;
  await sql`delete from marketplace.catalogue where asset_id = any (${[...assetIds]}::text[])`;
}
