import { type IndexerClient, openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { useMemo } from 'react';
import { useWebConfig } from './wallet/wallet-door.tsx';

/** The deployment's indexer. */
export function useIndexer(): IndexerClient {
  const { indexerUrl } = useWebConfig();
  return useMemo(() => openIndexer({ url: indexerUrl }), [indexerUrl]);
}
