import type { AssetId } from '@atoll/schemas/ids';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';

/** Milliseconds between two looks, and for how long: a block, its indexing and its document take a few seconds. */
export const looks = { everyMs: 1500, forMs: 30_000 };

const changedKey = (id: AssetId) => ['asset-changed', id];

/**
 * Notes that its owner has just changed an asset on chain, and has what is shown of it read again until the catalogue must have seen it.
 *
 * @example await changeTerms(…); await followChange(queries, asset.id);
 */
export async function followChange(queries: QueryClient, id: AssetId): Promise<void> {
  queries.setQueryData(changedKey(id), Date.now());
  await Promise.all(
    ['entry', 'price', 'versions'].map((key) => queries.invalidateQueries({ queryKey: [key, id] })),
  );
}

/** Tells how soon an asset that was just changed has to be read again; `false` where nothing new is expected of it. */
export function useFollowedChange(id: AssetId): () => number | false {
  const queries = useQueryClient();
  return () => {
    const changed = queries.getQueryData<number>(changedKey(id));
    return changed !== undefined && Date.now() - changed < looks.forMs ? looks.everyMs : false;
  };
}
