import type { Item } from '@atoll/schemas/indexer/resources';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';

export type Series = Item<'passSeries'>;

/** Units of a series that were neither sold nor given yet. */
export const unitsLeft = ({ supply, sold, given, closed }: Series): number =>
  closed ? 0 : Math.max(0, supply - sold - given);

/** Series of passes for a dataset, newest first. */
export function useSeries(tokenId: string) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['pass-series', tokenId],
    queryFn: async () => (await indexer.passSeries.list({ assetId: tokenId, limit: 50 })).items,
  });
}
