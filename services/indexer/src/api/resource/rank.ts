import type { Transaction } from '../../store/connection.ts';
import { quoted, rankColumn } from './columns.ts';
import { Parameters } from './parameters.ts';
import type { Window } from './selected-rows.ts';
import { describedBy, digestOf, mostFound, type Understood } from './words.ts';

/** Documents that fit, each list as Postgres writes and reads it. */
export interface Ranked {
  /** What each describes. */
  readonly described: string;
  readonly ranks: string;
}

export const nothing: Ranked = { described: '{}', ranks: '{}' };

/** What a word counts in the rest of a document, its description, its keywords and its name. */
const weights = '{0.1, 0.2, 0.4, 1.0}';

/**
 * How well a document fits: `ts_rank` of Postgres (`tsrank.c`) for any of the words. For all of them it compares each place of one with each
 * of another, 43 ms for a document with 16 words 256 times each, and counts what is more than 100 places apart as nothing.
 *
 * A place has to tell it exactly: the bits of a float that is not negative are in its order when they are read as a whole number (IEEE 754).
 */
export const rankOf = (document: string, query: string): string =>
  `('x' || encode(float4send(ts_rank('${weights}', ${document}.search, ${query})), 'hex'))::bit(32)::integer`;

/** The lists of what was ranked, of rows `x`. */
export const rankedLists = `coalesce(array_agg(x.described), '{}')::text as described, coalesce(array_agg(x.rank), '{}')::text as ranks`;

/** All documents that fit, or undefined where there are too many: none is ranked before they are counted. */
export async function rankRare(
  sql: Transaction,
  { exact, loose, any }: Understood,
): Promise<Ranked | undefined> {
  if (loose === '') return undefined;
  const parameters = new Parameters();
  const [row] = await sql.unsafe<(Ranked & { many: number })[]>(
    `with found as materialized (
      select ${describedBy('d', 'digest')} as described, d.search
      from documents as d where d.search @@ ${parameters.add(loose, 'tsquery')} limit ${mostFound + 1}
    )
    select c.many, ranked.* from (select count(*)::integer as many from found) as c, lateral (
      select ${rankedLists} from (
        select f.described, ${rankOf('f', parameters.add(any, 'tsquery'))} as rank from found as f
        where c.many <= ${mostFound} and f.described is not null${exact === loose ? '' : ` and f.search @@ ${parameters.add(exact, 'tsquery')}`}
      ) as x
    ) as ranked`,
    [...parameters.values],
  );
  return row === undefined || row.many > mostFound ? undefined : row;
}

/**
 * The items that ranked documents describe, each with its rank. Their documents are looked up before they are joined, for what stands as of a
 * block is more than one table.
 */
export const withRank =
  ({ described, ranks }: Ranked): NonNullable<Window['within']> =>
  (rows, parameters) => {
    const found = parameters.add(described, 'text');
    const digests = `select ${digestOf('d')} from unnest(${found}::bytea[]) as d`;
    return `(
      select s.*, f.rank as ${quoted(rankColumn.name)}
      from ${rows} as s join unnest(${found}::bytea[], ${parameters.add(ranks, 'text')}::integer[]) as f (described, rank)
      on ${describedBy('s', 'metadata_digest')} = f.described
      where s.metadata_digest = any(array(${digests}))
    )`;
  };
