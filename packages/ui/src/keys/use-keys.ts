import type { Address } from '@atoll/schemas/ids';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keepKey, type KeptKey, listKeys } from './key-store.ts';

/** The keys that this browser keeps for an account, newest first. */
export function useKeys(account: Address) {
  return useQuery({ queryKey: ['keys', account], queryFn: () => listKeys(account), staleTime: Infinity });
}

/** Keeps a key and has every list read anew. */
export function useKeepKey() {
  const queries = useQueryClient();
  return useCallback(
    async (key: KeptKey) => {
      await keepKey(key);
      await queries.invalidateQueries({ queryKey: ['keys', key.account] });
    },
    [queries],
  );
}

/** The key that new results are encrypted to: the newest whose recovery file is kept. */
export function currentKey(keys: readonly KeptKey[]): KeptKey | undefined {
  return keys.find(({ savedAt }) => savedAt !== undefined);
}
