import {
  type CataloguePage,
  type CatalogueQuery,
  type CatalogueSort,
  type FacetName,
  facetNames,
} from '@atoll/schemas/marketplace-api';
import { MalformedRequest } from '@atoll/server-kit/problem';
import type { MarketplaceContext } from '../../context.ts';
import { CatalogueNotFilled } from '../errors.ts';
import type { FoundPage } from '../open-catalogue.ts';
import { readEntries, readEntryTexts } from '../read-entries.ts';
import { type Counted, countFacets, type Filters } from './count-facets.ts';
import { type Cursor, formatCursor, parseCursor } from './cursor.ts';
import { findExactly, findWords } from './find-words.ts';
import { scoresOf, type WordMatches } from './match-words.ts';
import { firstAfter, keyOfSort } from './order.ts';
import { parseWords } from './parse-words.ts';

type SearchContext = Pick<MarketplaceContext, 'database' | 'catalogue' | 'deployment'>;

/** What of a search decides which entries match. */
interface Asked {
  readonly text: string;
  readonly corrected: string | undefined;
  readonly upTo: number;
  readonly found: WordMatches | undefined;
}

const priceSorts = new Set<CatalogueSort>(['price', '-price']);

/** The one token that prices are compared in. @throws MalformedRequest where it is not clear which */
function tokenOfPrices(
  ctx: Pick<MarketplaceContext, 'deployment'>,
  query: CatalogueQuery,
): string | undefined {
  const { priceMin, priceMax, sort } = query;
  const compares =
    priceMin !== undefined || priceMax !== undefined || (sort !== undefined && priceSorts.has(sort));
  if (!compares) return undefined;
  const tokens = query.token ?? ctx.deployment.tokens.map(({ address }) => address);
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
  const owners =
    query.owner === undefined
      ? undefined
      : new Set(query.owner.flatMap((owner) => shelf.numberOfOwner(owner) ?? []));
  const least = query.priceMin === undefined ? undefined : BigInt(query.priceMin);
  const most = query.priceMax === undefined ? undefined : BigInt(query.priceMax);
  const bounded = least !== undefined || most !== undefined;
  const priceFits = (ordinal: number): boolean => {
    const { price } = shelf.entry(ordinal) ?? {};
    return (
      price !== undefined && (least === undefined || price >= least) && (most === undefined || price <= most)
    );
  };
  const { owner } = shelf.columns;
  const others = (ordinal: number): boolean =>
    ordinal <= upTo &&
    (owners === undefined || owners.has(owner[ordinal] ?? -1)) &&
    (!bounded || priceFits(ordinal));
  const none = upTo >= shelf.newest && owners === undefined && !bounded;
  return { facets, others: none ? undefined : others };
}

/** What is searched for: the words as they were typed, or corrected where nothing has them; a later page keeps to what the first one did. */
async function readAsked(
  ctx: SearchContext,
  query: CatalogueQuery,
  cursor: Cursor | undefined,
): Promise<Asked> {
  const typed = query.q?.trim() ?? '';
  const upTo = cursor?.upTo ?? ctx.catalogue.shelf.newest;
  const text = cursor?.searched ?? typed;
  if (text === '') return { text, corrected: undefined, upTo, found: undefined };
  const { matches, corrected } =
    cursor === undefined ? await findWords(ctx, text, upTo) : await findExactly(ctx, text, upTo);
  const instead = cursor === undefined ? corrected : cursor.searched;
  return { text: instead ?? text, corrected: instead, upTo, found: matches };
}

function counted(ctx: SearchContext, query: CatalogueQuery, asked: Asked): Counted {
  const { shelf, counts } = ctx.catalogue;
  if (asked.found !== undefined) {
    return countFacets(shelf, asked.found.ordinals, filtersOf(ctx, query, asked.upTo));
  }
  const { cursor: _cursor, limit: _limit, sort: _sort, q: _q, ...filters } = query;
  // Prices are filtered by one token where they are sorted by it as well.
  const key = JSON.stringify([shelf.revision, asked.upTo, filters, tokenOfPrices(ctx, query)]);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const value = countFacets(shelf, shelf.ordinals(), filtersOf(ctx, query, asked.upTo));
  counts.put(key, value);
  return value;
}

/** A page as it was found when it was asked for last, unless the catalogue has changed since. */
async function findPageOnce(ctx: SearchContext, query: CatalogueQuery): Promise<FoundPage> {
  const { pages, shelf } = ctx.catalogue;
  const key = JSON.stringify([shelf.revision, Object.entries(query).sort()]);
  const known = pages.get(key);
  if (known !== undefined) return known;
  const page = await findPage(ctx, query);
  pages.put(key, page);
  return page;
}

async function findPage(ctx: SearchContext, query: CatalogueQuery): Promise<FoundPage> {
  const hasWords = parseWords(query.q ?? '').length > 0;
  const sort =
    query.sort === 'relevance' && !hasWords ? 'newest' : (query.sort ?? (hasWords ? 'relevance' : 'newest'));
  const { filled, assets, trouble } = ctx.catalogue.progress;
  if (!filled) throw new CatalogueNotFilled({ assets, trouble });
  tokenOfPrices(ctx, query);
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, sort);
  const asked = await readAsked(ctx, query, cursor);
  const { matches, facets } = counted(ctx, query, asked);
  const scores = sort === 'relevance' && asked.found !== undefined ? scoresOf(asked.found, matches) : [];
  const keyOf = keyOfSort(sort, ctx.catalogue.shelf.columns, scores);
  const page = firstAfter(matches, keyOf, cursor?.place, query.limit + 1);
  const shown = page.slice(0, query.limit);
  const last = shown.at(-1);
  const goesOn = page.length > query.limit && last !== undefined;
  return {
    ordinals: shown.map(({ ordinal }) => ordinal),
    ...(goesOn
      ? { next: formatCursor({ sort, place: last, upTo: asked.upTo, searched: asked.corrected }) }
      : {}),
    total: matches.length,
    facets,
    ...(asked.corrected === undefined ? {} : { corrected: asked.corrected }),
  };
}

/**
 * A page of the catalogue: assets with verified documents that have the words and match every filter, with the facets of all of them.
 *
 * Words, filters and facets are answered from memory, exactly; Postgres tells of the entries that are shown. Pages follow one another as of
 * the first one: what is published meanwhile is in none of them, and what an entry is sorted by is read anew with each page.
 *
 * @throws CatalogueNotFilled; MalformedRequest for a cursor of another search, or prices of several tokens
 * @example await searchCatalogue(ctx, { q: 'reef', kind: ['dataset'], limit: 20 })
 */
export async function searchCatalogue(ctx: SearchContext, query: CatalogueQuery): Promise<CataloguePage> {
  const { ordinals, ...page } = await findPageOnce(ctx, query);
  return { items: await readEntries(ctx, ordinals), ...page };
}

/** The same page as JSON, its entries from memory where they were told lately: what the route answers. */
export async function searchCatalogueText(ctx: SearchContext, query: CatalogueQuery): Promise<string> {
  const { ordinals, ...page } = await findPageOnce(ctx, query);
  const items = await readEntryTexts(ctx, ordinals);
  return `{"items":[${items.join(',')}],${JSON.stringify(page).slice(1)}`;
}
