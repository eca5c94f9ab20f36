import { type Sql } from '@atoll/server-kit/database';
import { type AssetRow } from './asset-facts.ts';

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
        ratings integer, entry jsonb, document jsonb, words text[], stamp text, digest text)
    ), changed as (
      update marketplace.catalogue as c set
        kind = g.kind, state = g.state, listed = g.listed, owner = g.owner, provider = g.provider, token = g.token, price = g.price,
        license = g.license, formats = g.formats, tags = g.tags, version = g.version, published_at = g."publishedAt",
        updated_at = g."updatedAt", runs = g.runs, rating_sum = g."ratingSum", ratings = g.ratings, entry = g.entry,
        document = nullif(g.document, 'null'::jsonb), words = g.words, stamp = g.stamp, digest = g.digest
      from given as g where c.asset_id = g."assetId"
    )
    insert into marketplace.catalogue (
      asset_id, kind, state, listed, owner, provider, token, price, license, formats, tags, version, published_at, updated_at, runs,
      rating_sum, ratings, entry, document, words, stamp, digest)
    select g."assetId", g.kind, g.state, g.listed, g.owner, g.provider, g.token, g.price, g.license, g.formats, g.tags, g.version,
      g."publishedAt", g."updatedAt", g.runs, g."ratingSum", g.ratings, g.entry, nullif(g.document, 'null'::jsonb), g.words, g.stamp, g.digest
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
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(wire)}::text::jsonb) as g (
        "assetId" text, name text, tags text, columns text, description text)
    ), vectors as (
      select "assetId",
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', tags), 'B') as head,
        setweight(to_tsvector('english', left(columns, 200000)), 'C') ||
          setweight(to_tsvector('english', left(description, 200000)), 'D') as rest
      from given
    )
    insert into marketplace.catalogue_search (ordinal, head, body)
    select c.ordinal, v.head, v.head || v.rest
    from vectors as v join marketplace.catalogue as c on c.asset_id = v."assetId"
    on conflict (ordinal) do update set head = excluded.head, body = excluded.body`;
}

/** Adds to how many assets have a word, or takes from it; a word that none has is forgotten. In order, so that two writers never wait for each other. */
export async function countWords(sql: Sql, changes: ReadonlyMap<string, number>): Promise<void> {
  const wire = [...changes].filter(([, by]) => by !== 0).map(([word, by]) => ({ word, by }));
  if (wire.length === 0) return;
  await sql`
    insert into marketplace.catalogue_vocabulary as v (word, stem, uses)
    select g.word, coalesce((ts_lexize('english_stem', g.word))[1], g.word), g.by
    from jsonb_to_recordset(${JSON.stringify(wire)}::text::jsonb) as g (word text, by integer)
    order by g.word
    on conflict (word) do update set uses = v.uses + excluded.uses`;
  if (wire.some(({ by }) => by < 0)) {
    const gone = wire.filter(({ by }) => by < 0).map(({ word }) => word);
    await sql`delete from marketplace.catalogue_vocabulary where uses <= 0 and word = any (${gone}::text[])`;
  }
}

function addTo(counts: Map<string, number>, words: readonly string[], by: number): void {
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + by);
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
    const before = await inside<{ assetId: string; digest: string; words: string[] }[]>`
      select asset_id as "assetId", digest, words from marketplace.catalogue where asset_id = any (${ids}::text[])`;
    const known = new Map(before.map((row) => [row.assetId, row]));
    const changed = rows.filter((row) => known.get(row.assetId)?.digest !== row.digest);
    if (changed.length === 0) return [];
    const counts = new Map<string, number>();
    for (const row of changed) {
      addTo(counts, row.words, 1);
      addTo(counts, known.get(row.assetId)?.words ?? [], -1);
    }
    await putRows(inside, changed);
    await putTexts(inside, changed);
    await countWords(inside, counts);
    return changed.map(({ assetId }) => assetId);
  });
}

/** Takes assets out that the chain has no more. @returns their ordinals */
export async function removeAssets(sql: Sql, assetIds: readonly string[]): Promise<number[]> {
  if (assetIds.length === 0) return [];
  return sql.begin(async (transaction) => {
    const inside = asSql(transaction);
    await inside`select pg_advisory_xact_lock(hashtextextended('atoll.catalogue', 0))`;
    const gone = await inside<{ ordinal: number; words: string[] }[]>`
      delete from marketplace.catalogue where asset_id = any (${[...assetIds]}::text[]) returning ordinal, words`;
    const counts = new Map<string, number>();
    for (const { words } of gone) addTo(counts, words, -1);
    await countWords(inside, counts);
    return gone.map(({ ordinal }) => ordinal);
  });
}
