import { type CatalogueFacets, type FacetCount, facetNames } from '@atoll/schemas/marketplace-api';
import { flag } from './columns.ts';
import type { Shelf } from './shelf.ts';

/** What the entries of a search must have, by the dictionary of the shelf. */
export interface Filters {
  /** By the facets' order; undefined where the facet is not filtered by. An empty set matches nothing. */
  readonly facets: readonly (ReadonlySet<number> | undefined)[];
  /** Matches everything where it is undefined. */
  readonly others: ((ordinal: number) => boolean) | undefined;
}

export interface Counted {
  /** Ordinals of what matches every filter, in the order that they came. */
  readonly matches: Uint32Array;
  readonly facets: CatalogueFacets;
}

/** Most values of a facet that are told. */
const mostValues = 50;
const stateFacet = facetNames.indexOf('state');

/** For each number of the dictionary the bit of the facet that is filtered by it; 0 for all others. */
function wantedBits(shelf: Shelf, filters: Filters): { bits: Uint8Array; mask: number } {
  const bits = new Uint8Array(shelf.values);
  let mask = 0;
  for (const [facet, wanted] of filters.facets.entries()) {
    if (wanted === undefined) continue;
    mask |= 1 << facet;
    for (const number of wanted) bits[number] = 1 << facet;
  }
  return { bits, mask };
}

/**
 * Which of some entries match every filter, and how many have which value of each facet. A facet is counted over what matches every filter
 * but its own. One pass over columns of numbers: 100,000 entries with ten values each take about 3 ms.
 * @param ordinals of the entries; one that is not there, or not listed, matches nothing
 */
export function countFacets(shelf: Shelf, ordinals: ArrayLike<number>, filters: Filters): Counted {
  const counts = new Uint32Array(shelf.values);
  // Where one filter alone is missed, only that facet is counted: by facet.
  const missedCounts = facetNames.map(() => undefined as Uint32Array | undefined);
  const matches = new Uint32Array(ordinals.length);
  let matched = 0;
  const { bits, mask } = wantedBits(shelf, filters);
  const { others } = filters;
  const { flags, facets: lists } = shelf.columns;
  const { values, from, count } = lists;
  const retired = (mask & (1 << stateFacet)) === 0 ? flag.retired : 0;
  for (let at = 0; at < ordinals.length; at++) {
    const ordinal = ordinals[at] ?? 0;
    const flagged = flags[ordinal] ?? 0;
    if ((flagged & flag.listed) === 0 || (others !== undefined && !others(ordinal))) continue;
    const first = from[ordinal] ?? 0;
    const end = first + (count[ordinal] ?? 0);
    let had = 0;
    if (mask !== 0) for (let place = first; place < end; place++) had |= bits[values[place] ?? 0] ?? 0;
    // Retired ones are left out unless asked for; they count as values of `state` alone, so that people see what they do not see.
    const missed = (mask & ~had) | ((flagged & retired) === 0 ? 0 : 1 << stateFacet);
    let counted: Uint32Array = counts;
    if (missed === 0) matches[matched++] = ordinal;
    else if ((missed & (missed - 1)) === 0) {
      counted = missedCounts[31 - Math.clz32(missed)] ??= new Uint32Array(shelf.values);
    } else continue;
    for (let place = first; place < end; place++) {
      const number = values[place] ?? 0;
      counted[number] = (counted[number] ?? 0) + 1;
    }
  }
  return { matches: matches.slice(0, matched), facets: facetsOf(shelf, counts, missedCounts, filters) };
}

function facetsOf(
  shelf: Shelf,
  counts: Uint32Array,
  missedCounts: readonly (Uint32Array | undefined)[],
  filters: Filters,
): CatalogueFacets {
  const found: FacetCount[][] = facetNames.map(() => []);
  for (let number = 0; number < counts.length; number++) {
    const matched = counts[number] ?? 0;
    const { facet, value } = shelf.valueOf(number);
    const count = matched + (missedCounts[facet]?.[number] ?? 0);
    // What is filtered by is told also where nothing has it.
    if (count === 0 && filters.facets[facet]?.has(number) !== true) continue;
    found[facet]?.push({ value, count });
  }
  const of = (name: (typeof facetNames)[number]): FacetCount[] => {
    const facet = facetNames.indexOf(name);
    const all = (found[facet] ?? []).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const chosen = filters.facets[facet];
    const isChosen = ({ value }: FacetCount) => chosen?.has(shelf.numberOf(name, value) ?? -1) === true;
    return [
      ...all.slice(0, mostValues),
      ...(chosen === undefined ? [] : all.slice(mostValues).filter(isChosen)),
    ];
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
