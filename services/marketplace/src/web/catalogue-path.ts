import { facetNames } from '@atoll/schemas/marketplace-api';

/** Entries of a page of the catalogue. */
export const entriesOfPage = 24;

/** Parameters of a search as they stand in the address of the catalogue, in the order in which its API is asked. */
export const searchNames = ['q', ...facetNames, 'owner', 'priceMin', 'priceMax', 'sort'] as const;
export type SearchName = (typeof searchNames)[number];

/**
 * A search of the catalogue as its API takes it. The service and the page write the same search the same way, so that the page finds the
 * reply that it was sent with.
 *
 * @param search the query of the page's address; what is no part of a search is left out
 * @example cataloguePath(new URLSearchParams('?q=reef&utm=1')) // '/catalogue?q=reef&limit=24'
 */
export function cataloguePath(search: URLSearchParams, cursor?: string): string {
  const asked = searchOf(search);
  if (cursor !== undefined) asked.set('cursor', cursor);
  asked.set('limit', String(entriesOfPage));
  return `/catalogue?${asked.toString()}`;
}

/** Of a query what belongs to a search, in one order, without what was left empty. */
export function searchOf(search: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const name of searchNames) {
    for (const value of new Set(search.getAll(name))) if (value.trim() !== '') kept.append(name, value);
  }
  return kept;
}
