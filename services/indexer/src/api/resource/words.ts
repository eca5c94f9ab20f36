import type { Transaction } from '../../store/connection.ts';
import type { Window } from './selected-rows.ts';

/** What an item has to fulfil, as SQL over the row `t`. */
export type Condition = NonNullable<Window['condition']>;

/** A search as Postgres understood it. */
export interface Understood {
  /** The query, and what an index can answer of it, both as `tsquery` text; the second is empty where it is all but exclusions. */
  readonly exact: string;
  readonly loose: string;
  /** Any of the words that are looked for: what documents are ranked by. */
  readonly any: string;
}

/** Alternatives in the stead of what has to stand together; lexemes are quoted. */
const anyOf = (query: string) => query.replaceAll(/'(?:[^']|'')*'|&/g, (part) => (part === '&' ? '|' : part));

/** Documents that a word may have before it counts as common: that many are looked up one by one in 20 ms. */
export const mostFound = 2000;

/**
 * What the words mean; undefined where they are all stop words, which no document has. Phrases are loosened to all of their words and
 * exclusions left out, since checking either for each of 100,000 documents takes 300 ms.
 */
export async function understand(sql: Transaction, words: string): Promise<Understood | undefined> {
  // The estimate of words that never stand together may be off by thousands: the index is right in any case.
  const [, [row]] = await Promise.all([
    sql`select set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)`,
    sql<{ nodes: number; exact: string; loose: string }[]>`
      select numnode(q) as nodes, q::text as exact, querytree(q) as loose
      from websearch_to_tsquery('english', ${words}) as q`,
  ]);
  if (row === undefined || row.nodes === 0) return undefined;
  const loose = row.loose === 'T' ? '' : row.loose.replaceAll(/<(->|[0-9]+>)/g, '&');
  return { exact: row.exact, loose, any: loose === '' ? row.exact : anyOf(loose) };
}

/**
 * The digest of a document with what an asset has to be to be described by it after it: the commitment of a dataset, the kind of anything
 * else. Null for one of no kind, or a dataset's without a commitment, which describes nothing.
 */
export const describedBy = (of: string, digest: string): string =>
  `${of}.${digest} || case when ${of}.kind = 'dataset' then ${of}.commitment else convert_to(${of}.kind, 'UTF8') end`;

/** The digest in what a document describes. */
export const digestOf = (described: string): string => `substr(${described}, 1, 32)`;

const describesAsset = (t: string) =>
  `d.kind = ${t}.kind and (d.kind <> 'dataset' or d.commitment = ${t}.commitment)`;

/** Tests the items one by one: 8 µs each, for their words have to be read. */
export const test =
  (query: string): Condition =>
  (t, parameters) =>
    `coalesce((
    select d.search @@ ${parameters.add(query, 'tsquery')} and ${describesAsset(t)}
    from documents as d where d.digest = ${t}.metadata_digest
  ), false)`;

/** Whether an item's document is there and describes it. */
export const isDescribed: Condition = (t) =>
  `coalesce((select ${describesAsset(t)} from documents as d where d.digest = ${t}.metadata_digest), false)`;

/**
 * Takes all documents from the index first, so that only what it let through is looked at further: 0.5 µs an item. The `is true` keeps it from
 * being turned into a join.
 */
export const sieve =
  (loose: string, further: Condition): Condition =>
  (t, parameters) =>
    `(${t}.metadata_digest in (
    select digest from documents where search @@ ${parameters.add(loose, 'tsquery')}
  )) is true and ${further(t, parameters)}`;
