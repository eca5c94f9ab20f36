import { type CatalogueFacets, type FacetCount, facetNames } from '@atoll/schemas/marketplace-api';
import { type Shelf, type ShelfEntry } from './shelf.ts';

/** What the entries of a search must have, by the dictionary of the shelf. */
export interface Filters {
  /** By the facets' order; undefined where the facet is not filtered by. An empty set matches nothing. */
  readonly facets: readonly (ReadonlySet<number> | undefined)[];
  /** Matches everything where it is undefined. */
  readonly others: ((entry: ShelfEntry) => boolean) | undefined;
}

/** Most values of a facet that are told. */
const mostValues = 50;
const stateFacet = facetNames.indexOf('state');

function hasAny(values: readonly number[], wanted: ReadonlySet<number>): boolean {
  for (const value of values) if (wanted.has(value)) return true;
  return false;
}

export interface Counted {
  /** Entries that match every filter, in the order that they came. */
  readonly matches: readonly ShelfEntry[];
  readonly facets: CatalogueFacets;
}

/**
 * Which of some entries match every filter, and how many have which value of each facet. A facet is counted over what matches every filter
 * but its own. One pass; the work grows with the entries and their values.
 */
export function countFacets(shelf: Shelf, entries: Iterable<ShelfEntry>, filters: Filters): Counted {
  const counts = facetNames.map(() => new Uint32Array(shelf.values));
  const matches: ShelfEntry[] = [];
  const filtered = filters.facets.flatMap((wanted, facet) =>
    wanted === undefined ? [] : [{ wanted, facet }],
  );
  const byState = filters.facets[stateFacet] !== undefined;
  for (const entry of entries) {
    if (!entry.listed || (filters.others !== undefined && !filters.others(entry))) continue;
    // Retired ones are left out unless asked for; they count as values of `state` alone, so that people see what they do not see.
    let missed = !byState && entry.retired ? stateFacet : -1;
    let missedMore = false;
    for (const { wanted, facet } of filtered) {
      if (hasAny(entry.values[facet] ?? [], wanted)) continue;
      missedMore = missed !== -1;
      if (missedMore) break;
      missed = facet;
    }
    if (missedMore) continue;
    if (missed === -1) matches.push(entry);
    for (let facet = 0; facet < counts.length; facet++) {
      if (missed !== -1 && missed !== facet) continue;
      const count = counts[facet];
      if (count === undefined) continue;
      for (const value of entry.values[facet] ?? []) count[value] = (count[value] ?? 0) + 1;
    }
  }
  return { matches, facets: facetsOf(shelf, counts, filters) };
}

function facetsOf(shelf: Shelf, counts: readonly Uint32Array[], filters: Filters): CatalogueFacets {
  const of = (name: (typeof facetNames)[number]): FacetCount[] => {
    const facet = facetNames.indexOf(name);
    return mostOften(shelf, counts[facet] ?? new Uint32Array(), filters.facets[facet]);
  };
  return {
    kind: of('kind'),
    state: of('state'),
    license: of('license'),
    token: of('token'),
    provider: of('provider'),
    gpu: of('gpu'),
    format: of('format'),
    tag: of('tag'),
  };
}

/** The values that most have; those that are filtered by are among them, also where nothing has them. */
function mostOften(shelf: Shelf, count: Uint32Array, chosen: ReadonlySet<number> | undefined): FacetCount[] {
  const found: { value: string; count: number; chosen: boolean }[] = [];
  let least = 0;
  for (let number = 0; number < count.length; number++) {
    const times = count[number] ?? 0;
    const isChosen = chosen?.has(number) === true;
    if ((times === 0 || times < least) && !isChosen) continue;
    found.push({ value: shelf.valueOf(number), count: times, chosen: isChosen });
    // Now and then the list is cut down, so that a facet of many values is not sorted as a whole.
    if (found.length < mostValues * 20) continue;
    const cut = ordered(found);
    found.length = 0;
    found.push(...cut.slice(0, mostValues), ...cut.slice(mostValues).filter((each) => each.chosen));
    least = cut[mostValues - 1]?.count ?? 0;
  }
  const all = ordered(found);
  return [...all.slice(0, mostValues), ...all.slice(mostValues).filter((each) => each.chosen)].map(
    ({ value, count: times }) => ({ value, count: times }),
  );
}

const ordered = <T extends FacetCount>(found: readonly T[]): T[] =>
  found.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
