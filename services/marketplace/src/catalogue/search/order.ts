import type { CatalogueSort } from '@atoll/schemas/marketplace-api';
import type { Columns } from './columns.ts';

/** What entries are ordered by: larger comes first; among equals the newest. */
export type KeyOf = (ordinal: number, index: number) => number;

/** Where a page begins: after the entry with this key. */
export interface Place {
  readonly key: number;
  readonly ordinal: number;
}

/** @param scores of the matches, by their index, for `relevance` */
export function keyOfSort(sort: CatalogueSort, columns: Columns, scores: ArrayLike<number>): KeyOf {
  const { price, publishedAt, updatedAt, runs, rating } = columns;
  const by = (column: Float64Array) => (ordinal: number) => column[ordinal] ?? 0;
  switch (sort) {
    case 'relevance':
      return (_, index) => scores[index] ?? 0;
    case 'newest':
      return by(publishedAt);
    case 'updated':
      return by(updatedAt);
    case 'price':
      return (ordinal) => -(price[ordinal] ?? 0);
    case '-price':
      return by(price);
    case 'runs':
      return by(runs);
    case 'rating':
      return by(rating);
  }
}

/** Whether the first place comes before the second one. */
function isBefore(a: Place, b: Place): boolean {
  if (a.key !== b.key) return a.key > b.key;
  return a.ordinal > b.ordinal;
}

/**
 * The first entries after a place, in order, without sorting all of them.
 * @example firstAfter(matches, keyOfSort('newest', shelf.columns, []), undefined, 20)
 */
export function firstAfter(
  ordinals: ArrayLike<number>,
  keyOf: KeyOf,
  after: Place | undefined,
  count: number,
): Place[] {
  const first: Place[] = [];
  // The key and ordinal that an entry has to come before once the page is full, apart: nothing is made for one that does not.
  let worst = -Infinity;
  let worstOrdinal = -1;
  for (let index = 0; index < ordinals.length; index++) {
    const ordinal = ordinals[index] ?? 0;
    const key = keyOf(ordinal, index);
    if (key < worst || (key === worst && ordinal < worstOrdinal)) continue;
    if (after !== undefined && (key > after.key || (key === after.key && ordinal >= after.ordinal))) continue;
    const place = { key, ordinal };
    let low = 0;
    let high = first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = first[middle];
      if (at !== undefined && isBefore(at, place)) low = middle + 1;
      else high = middle;
    }
    first.splice(low, 0, place);
    if (first.length > count) first.pop();
    const last = first.length === count ? first.at(-1) : undefined;
    if (last !== undefined) ({ key: worst, ordinal: worstOrdinal } = last);
  }
  return first;
}
