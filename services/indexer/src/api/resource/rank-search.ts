import type { Transaction } from '../../store/connection.ts';
import type { Scope } from './binding.ts';
import { quoted } from './columns.ts';
import type { Resource } from './compiled.ts';
import { Parameters } from './parameters.ts';
import { nothing, type Ranked, rankedLists, rankOf, rankRare, withRank } from './rank.ts';
import type { Reader } from './reader.ts';
import type { ListRequest } from './request.ts';
import { selectedRows, sortColumns } from './selected-rows.ts';
import { headText } from './statement.ts';
import type { Try } from './walk.ts';
import {
  type Condition,
  describedBy,
  digestOf,
  isDescribed,
  mostFound,
  sieve,
  test,
  type Understood,
  understand,
} from './words.ts';

/** Items whose documents are ranked where words are common: reading a thousand takes 20 ms. */
const mostRanked = 1000;

const inWords = (count: number) => count.toLocaleString('en');

/** What the order by rank is, for whoever asks for it. */
export const aboutRanking = `the best match first, by ts_rank of PostgreSQL: each word counts 1 in the name, 0.4 in the keywords, 0.2 in the description and 0.1 in the rest, wherever the others stand; equals newest first. Of words that more than ${inWords(mostFound)} documents have, the newest ${inWords(mostRanked)} that fit are ranked, and the listing ends there`;

/** A look at so many of the newest items, for those that a condition lets through. */
interface Look {
  readonly items: number;
  readonly condition: Condition;
}

/** What a look came by. */
interface Seen extends Ranked {
  /** Items that the condition let through. */
  readonly many: number;
}

/**
 * Ranks the documents of the newest items that a condition lets through, a thousand items at most. The `offset 0` has each document looked up
 * where it would be joined with all of them.
 */
async function rankNewest(
  sql: Transaction,
  { chain }: Reader,
  resource: Resource,
  request: ListRequest,
  { exact, loose, any }: Understood,
  { items, condition }: Look,
): Promise<Seen> {
  const parameters = new Parameters();
  const asOf = request.asOf === undefined ? undefined : parameters.add(request.asOf, 'bigint');
  const scope: Scope = { ...chain, asOf, now: 'h.timestamp' };
  const newest = { ...request, sort: resource.shape.sorts[0], descending: true };
  const order = sortColumns(resource, newest.sort).columns.map(({ name }) => `t.${quoted(name)} desc`);
  const within = (rows: string) =>
    `(select t.* from ${rows} as t order by ${order.join(', ')} limit ${items})`;
  const found = selectedRows(resource, newest, scope, parameters, { window: { within, condition } });
  const [row] = await sql.unsafe<Seen[]>(
    `with newest as materialized (
      select ${describedBy('n', 'metadata_digest')} as described
      from ${headText(asOf)} cross join lateral (${found.rows} order by ${found.order} limit ${mostRanked}) as n
    )
    select (select count(*)::integer from newest) as many, ${rankedLists} from (
      select n.described, ${rankOf('d', parameters.add(any, 'tsquery'))} as rank
      from (select distinct described from newest) as n, lateral (
        select d.search from documents as d where d.digest = ${digestOf('n.described')} offset 0
      ) as d
      where ${exact === loose ? 'true' : `d.search @@ ${parameters.add(exact, 'tsquery')}`}
    ) as x`,
    [...parameters.values],
  );
  return row ?? { ...nothing, many: 0 };
}

/** Of the newest items so many tell whether words are so common that testing comes by a thousand sooner than the index: a fifth have them. */
const sampled = 200;
/** Items that are tested at most, 4 µs each. */
const mostTested = 6000;
/** Items that go through a sieve at most. */
const mostSieved = 200_000;

/** Ranks the newest of what has common words: phrases and exclusions are looked for among the newest thousand that have all the words. */
async function rankCommon({ loose }: Understood, rank: (look: Look) => Promise<Seen>): Promise<Ranked> {
  if (loose === '') return rank({ items: mostTested, condition: isDescribed });
  const sample = await rank({ items: sampled, condition: test(loose) });
  if (sample.many >= sampled / 5) {
    const tested = await rank({ items: mostTested, condition: test(loose) });
    if (tested.many === mostRanked) return tested;
  }
  return rank({ items: mostSieved, condition: sieve(loose, isDescribed) });
}

/**
 * One try that comes by every page: what fits is ranked anew for each, all of it where few documents have the words, else the newest, and its
 * items follow from that.
 */
export async function planRanking(
  sql: Transaction,
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  words: string,
): Promise<readonly Try[]> {
  const understood = await understand(sql, words);
  if (understood === undefined) return [{ within: withRank(nothing) }];
  const ranked =
    (await rankRare(sql, understood)) ??
    (await rankCommon(understood, (look) => rankNewest(sql, reader, resource, request, understood, look)));
  return [{ within: withRank(ranked) }];
}
