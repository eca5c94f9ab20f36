import type { AssetId } from '@atoll/schemas/ids';
import { CatalogueEntry, CataloguePrice, CatalogueVersions } from '@atoll/schemas/marketplace-api';
import { AtollError } from '@atoll/schemas/error';
import { inParts } from '@atoll/sdk/indexer/in-parts';
import { mayRetry } from '@atoll/ui/may-retry.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { firstReply } from '../first-reply.ts';
import { looks, useFollowedChange } from './follow-change.ts';

const pathOf = (id: AssetId, below = ''): string => `/catalogue/${encodeURIComponent(id)}${below}`;

/** Whether the catalogue has no such asset, or not yet. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof AtollError && error.code === 'asset_unknown';

/** The asset with its document. One that is not known is looked for a while, and a document that is on its way until it is there. */
export function useEntry(id: AssetId) {
  const path = pathOf(id);
  const followed = useFollowedChange(id);
  return useQuery({
    queryKey: ['entry', id],
    queryFn: ({ signal }) => ask(path, CatalogueEntry, signal),
    initialData: () => firstReply(path, CatalogueEntry),
    retry: (count, error) =>
      isUnknown(error) ? count * looks.everyMs < looks.forMs : mayRetry(count, error),
    retryDelay: looks.everyMs,
    refetchInterval: ({ state }) => (state.data?.documentStatus === 'pending' ? looks.everyMs : followed()),
    staleTime: 30_000,
  });
}

/** Every version with what it changed. */
export function useVersions(id: AssetId) {
  const refetchInterval = useFollowedChange(id);
  return useQuery({
    queryKey: ['versions', id],
    queryFn: ({ signal }) => ask(pathOf(id, '/versions'), CatalogueVersions, signal),
    refetchInterval,
  });
}

/** What it costs and cost. */
export function usePrice(id: AssetId) {
  const refetchInterval = useFollowedChange(id);
  return useQuery({
    queryKey: ['price', id],
    queryFn: ({ signal }) => ask(pathOf(id, '/price'), CataloguePrice, signal),
    refetchInterval,
  });
}

/** What the chain knows of it beside its document: lineage, owner's epoch, a royalty to come. */
export function useLineage(tokenId: string) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['lineage', tokenId],
    queryFn: async () => {
      const [asset, transfers, derivations] = await Promise.all([
        indexer.assets.get([tokenId], { include: ['parents', 'children'] }),
        indexer.transfers.list({ assetId: tokenId, limit: 50 }),
        indexer.derivations.list({ assetId: tokenId, limit: 1 }),
      ]);
      const derivation = derivations.items[0];
      const run = derivation === undefined ? undefined : await indexer.jobs.get([derivation.jobId]);
      return { asset, transfers: transfers.items, derivation, run };
    },
  });
}

/** Runs of an asset with how they were rated, the newest first. */
export function useRuns(asset: Pick<CatalogueEntry, 'tokenId' | 'kind'>) {
  const indexer = useIndexer();
  const { tokenId, kind } = asset;
  return useQuery({
    queryKey: ['runs', tokenId],
    queryFn: async () => {
      const filter = kind === 'dataset' ? { dataset: tokenId } : { algorithm: tokenId };
      const [jobs, days] = await Promise.all([
        indexer.jobs.list({ ...filter, limit: 25 }),
        indexer.assetDays.list({ assetId: tokenId, limit: 100 }),
      ]);
      const ratings = await inParts(
        jobs.items.map((job) => job.jobId),
        async (jobId) => (await indexer.ratings.list({ jobId, limit: 100 })).items,
      );
      return { jobs: jobs.items, more: jobs.next !== undefined, days: days.items, ratings };
    },
  });
}
