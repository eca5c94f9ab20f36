import type { Transaction } from '../../store/connection.ts';
import type { Try } from './walk.ts';
import { type Condition, describedBy, mostFound, sieve, test, type Understood, understand } from './words.ts';

/**
 * Documents that fit, each list as Postgres writes and reads it: nobody here looks into them, and to take 200 apart and put them together again
 * took 0.3 ms.
 */
interface Found {
  readonly digests: string;
  /** What each describes. */
  readonly described: string;
}

/**
 * The documents that fit, or undefined where there are too many to look up. Where the index answers all of the query no document's words are
 * read: of 200 documents that is 4 of 5 pages.
 */
async function findRare(sql: Transaction, { exact, loose }: Understood): Promise<Found | undefined> {
  if (loose === '') return undefined;
  const fits = exact === loose ? sql`true` : sql`d.search @@ ${exact}::tsquery`;
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

/**
 * Looks up the assets of documents that fit. What the documents are is known by now: reading 200 again took half of a search. The `is true`
 * keeps the second list from being turned into a join: it is hashed, where comparing with each of 200 took a third of the statement.
 */
const lookUp =
  ({ digests, described }: Found): Condition =>
  (t, parameters) =>
    `${t}.metadata_digest = any((select ${parameters.add(digests, 'text')}::bytea[])::bytea[])
    and ((${describedBy(t, 'metadata_digest')}) in (select unnest(${parameters.add(described, 'text')}::bytea[]))) is true`;

/**
 * Tries until a page is full, or ends early and says where it goes on: rare words are looked up in the index, common ones tested on the
 * items in the listing's order. No words take long, whoever has them.
 */
export async function planSearch(sql: Transaction, words: string): Promise<readonly Try[]> {
  const understood = await understand(sql, words);
  if (understood === undefined) return [{ condition: () => 'false' }];
  const found = await findRare(sql, understood);
  if (found !== undefined) return [{ condition: lookUp(found) }];
  const { exact, loose } = understood;
  const few: Try = { items: 500, condition: test(exact) };
  if (loose === '') return [few, { items: 4000, condition: test(exact) }];
  return [few, { items: exact === loose ? 200_000 : 4000, condition: sieve(loose, test(exact)) }];
}
