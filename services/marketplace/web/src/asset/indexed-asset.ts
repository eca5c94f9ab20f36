import type { Item } from '@atoll/schemas/indexer/resources';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';

/** An asset as the indexer has it, with its document. */
export type Asset = Item<'assets'>;

/** The token id at the end of a token id or CAIP-19 id, as it stands in an address or as it is. */
export function tokenIdOf(id: string): string {
  const plain = id.includes('%') ? decodeURIComponent(id) : id;
  return plain.slice(plain.lastIndexOf('/') + 1);
}

/** One asset by token id or CAIP-19 id. */
export function useAsset(id: string) {
  const indexer = useIndexer();
  const tokenId = tokenIdOf(id);
  return useQuery({
    queryKey: ['asset', tokenId],
    queryFn: () => indexer.assets.get([tokenId]),
  });
}
