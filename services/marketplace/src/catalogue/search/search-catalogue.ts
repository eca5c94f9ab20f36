import {
  type CataloguePage,
  type CatalogueQuery,
  type CatalogueSort,
  type FacetName,
  facetNames,
} from '@atoll/schemas/marketplace-api';
import { MalformedRequest } from '@atoll/server-kit/problem';
import { type MarketplaceContext } from '../../context.ts';
import { CatalogueNotFilled } from '../errors.ts';
import { readEntries } from '../read-entries.ts';
import { type Counted, countFacets, type Filters } from './count-facets.ts';
import { type Cursor, formatCursor, parseCursor } from './cursor.ts';
import { correctWords, matchWords, type WordMatches } from './match-words.ts';
import { firstAfter, keyOfSort } from './order.ts';
import { parseWords } from './parse-words.ts';
import { type Shelf, type ShelfEntry } from './shelf.ts';

type SearchContext = Pick<MarketplaceContext, 'database' | 'catalogue' | 'tokens'>;

/** What of a search decides which entries match. */
interface Asked {
  readonly text: string;
  readonly corrected: string | undefined;
  readonly upTo: number;
}

const priceSorts = new Set<CatalogueSort>(['price', '-price']);

/** The one token that prices are compared in. @throws MalformedRequest where it is not clear which */
function tokenOfPrices(ctx: Pick<MarketplaceContext, 'tokens'>, query: CatalogueQuery): string | undefined {
  const { priceMin, priceMax, sort } = query;
  const compares =
    priceMin !== undefined || priceMax !== undefined || (sort !== undefined && priceSorts.has(sort));
  if (!compares) return undefined;
  const tokens = query.token ?? ctx.tokens.map(({ address }) => address);
  const [token] = tokens;
  if (token !== undefined && tokens.length === 1) return token;
  throw new MalformedRequest({
    issues: [
      { path: 'query.token', expected: 'expected one token, since prices of several cannot be compared' },
    ],
  });
}

function filtersOf(ctx: SearchContext, query: CatalogueQuery, upTo: number): Filters {
  const { shelf } = ctx.catalogue;
  const setOf = (facet: FacetName, values: readonly string[] | undefined): ReadonlySet<number> | undefined =>
    values === undefined ? undefined : new Set(values.flatMap((value) => shelf.numberOf(facet, value) ?? []));
  const token = tokenOfPrices(ctx, query);
  const tags = query.tag?.map((tag) => tag.toLowerCase());
  const formats = query.format?.map((format) => format.toLowerCase());
  const wanted = { ...query, tag: tags, format: formats };
  const facets = facetNames.map((name) =>
    setOf(name, name === 'token' && token !== undefined ? [token] : wanted[name]),
  );
  const owners = query.owner === undefined ? undefined : new Set<string>(query.owner);
  const least = query.priceMin === undefined ? undefined : BigInt(query.priceMin);
  const most = query.priceMax === undefined ? undefined : BigInt(query.priceMax);
  const others = (entry: ShelfEntry): boolean =>
    entry.ordinal <= upTo &&
    (owners === undefined || owners.has(entry.owner)) &&
    (least === undefined || entry.price >= least) &&
    (most === undefined || entry.price <= most);
  const none = upTo >= shelf.newest && owners === undefined && least === undefined && most === undefined;
  return { facets, others: none ? undefined : others };
}

async function wordMatches(ctx: SearchContext, asked: Asked): Promise<WordMatches | undefined> {
  const { shelf, matches } = ctx.catalogue;
  const key = `${shelf.revision} ${asked.upTo} ${asked.text}`;
  const known = matches.get(key);
  if (known !== undefined) return known.found;
  const found = await matchWords(ctx.database.sql, parseWords(asked.text), asked.upTo);
  matches.put(key, { found });
  return found;
}

/** What is searched for: the words as they were typed, or corrected where a document has them only then. */
async function readAsked(
  ctx: SearchContext,
  query: CatalogueQuery,
  cursor: Cursor | undefined,
): Promise<Asked> {
  const { shelf, corrections } = ctx.catalogue;
  const text = query.q?.trim() ?? '';
  const upTo = cursor?.upTo ?? shelf.newest;
  if (cursor !== undefined) return { text: cursor.searched ?? text, corrected: cursor.searched, upTo };
  if (text === '') return { text, corrected: undefined, upTo };
  const key = `${shelf.revision} ${text}`;
  const known = corrections.get(key);
  const corrected = known === undefined ? await correctWords(ctx.database.sql, text) : known.corrected;
  corrections.put(key, { corrected });
  return { text: corrected ?? text, corrected, upTo };
}

function entriesOf(shelf: Shelf, ordinals: readonly number[]): ShelfEntry[] {
  const entries: ShelfEntry[] = [];
  for (const ordinal of ordinals) {
    const entry = shelf.entry(ordinal);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function counted(
  ctx: SearchContext,
  query: CatalogueQuery,
  asked: Asked,
  found: WordMatches | undefined,
): Counted {
  const { shelf } = ctx.catalogue;
  // Searches without words are few and go over everything: those with words do not push them out.
  const counts = found === undefined ? ctx.catalogue.counts : ctx.catalogue.wordCounts;
  const { cursor: _cursor, limit: _limit, sort: _sort, q: _q, ...filters } = query;
  // Prices are filtered by one token where they are sorted by it as well.
  const key = JSON.stringify([shelf.revision, asked.text, asked.upTo, filters, tokenOfPrices(ctx, query)]);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const entries = found === undefined ? shelf.entries() : entriesOf(shelf, found.ordinals);
  const value = countFacets(shelf, entries, filtersOf(ctx, query, asked.upTo));
  counts.put(key, value);
  return value;
}

/**
 * A page of the catalogue: assets with verified documents that have the words and match every filter, with the facets of all of them.
 *
 * Exact are `total` and the facets unless the words match more than 10,000 assets, or a phrase more than 2,000: then the newest of them are
 * looked at and `exact` is false. Pages follow one another as of the first one: what is published meanwhile is in none of them, and what an
 * entry is sorted by is read anew with each page. Words and ranks come from Postgres, filters and facets from memory.
 *
 * @throws CatalogueNotFilled; MalformedRequest for a cursor of another search, or prices of several tokens
 * @example await searchCatalogue(ctx, { q: 'reef', kind: ['dataset'], limit: 20 })
 */
export async function searchCatalogue(ctx: SearchContext, query: CatalogueQuery): Promise<CataloguePage> {
  const hasWords = parseWords(query.q ?? '').length > 0;
  const sort =
    query.sort === 'relevance' && !hasWords ? 'newest' : (query.sort ?? (hasWords ? 'relevance' : 'newest'));
  const { filled, assets, trouble } = ctx.catalogue.progress;
  if (!filled) throw new CatalogueNotFilled({ assets, trouble });
  tokenOfPrices(ctx, query);
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, sort);
  const asked = await readAsked(ctx, query, cursor);
  const found = await wordMatches(ctx, asked);
  const { matches, facets } = counted(ctx, query, asked, found);
  const keyOf = keyOfSort(sort, found?.ranks ?? new Map());
  const page = firstAfter(matches, keyOf, cursor?.place, query.limit + 1);
  const shown = page.slice(0, query.limit);
  const last = shown.at(-1);
  const items = await readEntries(
    ctx,
    shown.map(({ entry }) => entry.ordinal),
  );
  const goesOn = page.length > query.limit && last !== undefined;
  return {
    items,
    ...(goesOn
      ? { next: formatCursor({ sort, place: last.place, upTo: asked.upTo, searched: asked.corrected }) }
      : {}),
    total: matches.length,
    exact: found?.complete ?? true,
    facets,
    ...(asked.corrected === undefined ? {} : { corrected: asked.corrected }),
  };
}
