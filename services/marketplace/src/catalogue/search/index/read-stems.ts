import type { Sql } from '@atoll/server-kit/database';

/** Words that are asked for at once. */
const batch = 20_000;

/**
 * What words are looked up by, as Postgres' dictionary of English has it: forms of a word share one. Undefined of a stop word. Documents and
 * searches are read by the same dictionary, so that they agree.
 */
export async function readStems(
  sql: Sql,
  words: readonly string[],
): Promise<Map<string, string | undefined>> {
  const stems = new Map<string, string | undefined>();
  for (let at = 0; at < words.length; at += batch) {
    const asked = words.slice(at, at + batch);
    const rows = await sql<{ word: string; stem: string | null }[]>`
      select g.word, case when l.stems = '{}' then null else coalesce(l.stems[1], g.word) end as stem
      from unnest(${asked}::text[]) as g (word), lateral (select ts_lexize('english_stem', g.word) as stems) as l`;
    for (const { word, stem } of rows) stems.set(word, stem ?? undefined);
  }
  return stems;
}
