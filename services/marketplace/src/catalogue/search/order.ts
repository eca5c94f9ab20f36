import { type CatalogueSort } from '@atoll/schemas/marketplace-api';
import { type ShelfEntry } from './shelf.ts';

/** What entries are ordered by: larger comes first; among equals the newest. */
export type KeyOf = (entry: ShelfEntry) => number;

/** Where a page begins: after the entry with this key. */
export interface Place {
  readonly key: number;
  readonly ordinal: number;
}

/** @param ranks of matches by ordinal, for `relevance` */
export function keyOfSort(sort: CatalogueSort, ranks: ReadonlyMap<number, number>): KeyOf {
  switch (sort) {
    case 'relevance':
      return ({ ordinal }) => ranks.get(ordinal) ?? 0;
    case 'newest':
      return ({ publishedAt }) => publishedAt;
    case 'updated':
      return ({ updatedAt }) => updatedAt;
    case 'price':
      return ({ priceKey }) => -priceKey;
    case '-price':
      return ({ priceKey }) => priceKey;
    case 'runs':
      return ({ runs }) => runs;
    case 'rating':
      return ({ rating }) => rating;
  }
}

/** Whether the first place comes before the second one. */
function isBefore(a: Place, b: Place): boolean {
  if (a.key !== b.key) return a.key > b.key;
  return a.ordinal > b.ordinal;
}

/**
 * The first entries after a place, in order, without sorting all of them.
 * @example firstAfter(matches, keyOfSort('newest', new Map()), undefined, 20)
 */
export function firstAfter(
  entries: readonly ShelfEntry[],
  keyOf: KeyOf,
  after: Place | undefined,
  count: number,
): { entry: ShelfEntry; place: Place }[] {
  const first: { entry: ShelfEntry; place: Place }[] = [];
  // The key and ordinal that an entry has to come before once the page is full, apart: nothing is made for one that does not.
  let worst = -Infinity;
  let worstOrdinal = -1;
  for (const entry of entries) {
    const key = keyOf(entry);
    const { ordinal } = entry;
    if (key < worst || (key === worst && ordinal < worstOrdinal)) continue;
    if (after !== undefined && (key > after.key || (key === after.key && ordinal >= after.ordinal))) continue;
    const place = { key, ordinal };
    let low = 0;
    let high = first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = first[middle];
      if (at !== undefined && isBefore(at.place, place)) low = middle + 1;
      else high = middle;
    }
    first.splice(low, 0, { entry, place });
    if (first.length > count) first.pop();
    const last = first.length === count ? first.at(-1) : undefined;
    if (last !== undefined) ({ key: worst, ordinal: worstOrdinal } = last.place);
  }
  return first;
}
