import type { Transaction } from '../../store/connection.ts';
import type { Window } from './selected-rows.ts';
import type { Try } from './walk.ts';

type Condition = NonNullable<Window['condition']>;

/** A search as Postgres understood it. */
interface Understood {
  /** The query, and what an index can answer of it, both as `tsquery` text; the second is empty where it is all but exclusions. */
  readonly exact: string;
  readonly loose: string;
}

/** Documents that a word may have before it counts as common: that many are looked up one by one in 20 ms. */
const mostFound = 2000;

/**
 * What the words mean; undefined where they are all stop words, which no document has. Phrases are loosened to all of their words and
 * exclusions left out, since checking either for each of 100,000 documents takes 300 ms.
 */
async function understand(sql: Transaction, words: string): Promise<Understood | undefined> {
  const [row] = await sql<{ nodes: number; exact: string; loose: string }[]>`
    select numnode(q) as nodes, q::text as exact, querytree(q) as loose
    from websearch_to_tsquery('english', ${words}) as q`;
  if (row === undefined || row.nodes === 0) return undefined;
  const loose = row.loose === 'T' ? '' : row.loose.replaceAll(/<(->|[0-9]+>)/g, '&');
  return { exact: row.exact, loose };
}

/**
 * Documents that fit, each list as Postgres writes and reads it: nobody here looks into them, and to take 200 apart and put them together again
 * took 0.3 ms.
 */
interface Found {
  readonly digests: string;
  /** Each digest with what an asset has to be to be described by it after it: the commitment of a dataset, the kind of anything else. */
  readonly described: string;
}

const describedBy = (of: string, digest: string) =>
  `${of}.${digest} || case when ${of}.kind = 'dataset' then ${of}.commitment else convert_to(${of}.kind, 'UTF8') end`;

/**
 * The documents that fit, or undefined where there are too many to look up. Where the index answers all of the query no document's words are
 * read: of 200 documents that is 4 of 5 pages.
 */
async function findRare(sql: Transaction, { exact, loose }: Understood): Promise<Found | undefined> {
  if (loose === '') return undefined;
  const fits = exact === loose ? sql`true` : sql`d.search @@ ${exact}::tsquery`;
  // One of no kind, or a dataset's without a commitment, describes nothing.
  const all = (column: 'digest' | 'described') => sql`
    coalesce(array_agg(f.${sql(column)}) filter (where f.fits and f.described is not null), '{}')::text`;
  const [row] = await sql<(Found & { many: number })[]>`
    select count(*)::integer as many, ${all('digest')} as digests, ${all('described')} as described
    from (
      select d.digest, ${sql.unsafe(describedBy('d', 'digest'))} as described, ${fits} as fits
      from documents as d where d.search @@ ${loose}::tsquery limit ${mostFound + 1}
    ) as f`;
  return row === undefined || row.many > mostFound ? undefined : row;
}

const describesAsset = (t: string) =>
  `d.kind = ${t}.kind and (d.kind <> 'dataset' or d.commitment = ${t}.commitment)`;

/**
 * Looks up the assets of documents that fit. What the documents are is known by now: reading 200 again took half of a search. The `is true`
 * keeps the second list from being turned into a join: it is hashed, where comparing with each of 200 took a third of the statement.
 */
const lookUp =
  ({ digests, described }: Found): Condition =>
  (t, parameters) =>
    `${t}.metadata_digest = any((select ${parameters.add(digests, 'text')}::bytea[])::bytea[])
    and ((${describedBy(t, 'metadata_digest')}) in (select unnest(${parameters.add(described, 'text')}::bytea[]))) is true`;

/** Tests the items one by one: 8 µs each, for their words have to be read. */
const test =
  (exact: string): Condition =>
  (t, parameters) =>
    `coalesce((
    select d.search @@ ${parameters.add(exact, 'tsquery')} and ${describesAsset(t)}
    from documents as d where d.digest = ${t}.metadata_digest
  ), false)`;

/** Takes all documents from the index first, so that only what it let through is tested: 0.5 µs an item. The `is true` keeps it from being turned into a join. */
const sieve =
  ({ exact, loose }: Understood): Condition =>
  (t, parameters) =>
    `(${t}.metadata_digest in (
    select digest from documents where search @@ ${parameters.add(loose, 'tsquery')}
  )) is true and ${test(exact)(t, parameters)}`;

/**
 * Tries until a page is full, or ends early and says where it goes on: rare words are looked up in the index, common ones tested on the
 * items in the listing's order, newest first. No words take long, whoever has them.
 */
export async function planSearch(sql: Transaction, words: string): Promise<readonly Try[]> {
  // The estimate of words that never stand together may be off by thousands: the index is right in any case.
  const [, understood] = await Promise.all([
    sql`select set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)`,
    understand(sql, words),
  ]);
  if (understood === undefined) return [{ condition: () => 'false' }];
  const found = await findRare(sql, understood);
  if (found !== undefined) return [{ condition: lookUp(found) }];
  const { exact, loose } = understood;
  const few: Try = { items: 500, condition: test(exact) };
  if (loose === '') return [few, { items: 4000, condition: test(exact) }];
  return [few, { items: exact === loose ? 200_000 : 4000, condition: sieve(understood) }];
}
