import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import type { TokenSource } from './event-token.ts';

async function read(indexer: IndexerClient, source: TokenSource): Promise<string | null> {
  switch (source.kind) {
    case 'token':
      return source.token;
    case 'job':
      return (await indexer.jobs.get([source.id])).token;
    case 'bounty':
      return (await indexer.bounties.get([source.id])).token;
    case 'channel':
      return (await indexer.channels.get([source.id])).token;
    case 'epoch':
      return (await indexer.rewardEpochs.get([source.epoch])).token;
    case 'series': {
      for await (const { series, token } of indexer.passSeries.every({ assetId: source.assetId })) {
        if (series === source.series) return token;
      }
      return null;
    }
  }
}

const keyOf = (source: TokenSource): string =>
  Object.values(source)
    .map((value) => String(value))
    .join(' ');

/** The token of an event's amounts, which never changes: `null` where there is none, `undefined` while it is looked up. */
export function useEventToken(source: TokenSource | undefined): string | null | undefined {
  const indexer = useIndexer();
  const query = useQuery({
    queryKey: ['event-token', source === undefined ? '' : keyOf(source)],
    queryFn: () => (source === undefined ? null : read(indexer, source)),
    enabled: source !== undefined && source.kind !== 'token',
    staleTime: Infinity,
  });
  if (source === undefined) return null;
  if (source.kind === 'token') return source.token;
  return query.isError ? null : query.data;
}
