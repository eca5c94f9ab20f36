import type { Draft } from './draft.ts';

/** A draft as the marketplace may keep it: where the files lie is left out, for that is the owner's and the provider's affair. */
export function withoutPlaces(draft: Draft): Omit<Draft, 'source'> {
  const { source: _place, snapshot, ...rest } = draft;
  if (snapshot === undefined) return rest;
  const { source: _origin, ...kept } = snapshot;
  return { ...rest, snapshot: kept };
}
