import { waitUntilIndexed } from '@atoll/sdk/indexer/wait-until-indexed';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Say } from './use-act.tsx';
import { useWebConfig } from './wallet/wallet-door.tsx';

/**
 * Waits until the indexer shows the block of a transaction, then has everything on the page read again.
 *
 * @example
 * const indexed = useIndexed();
 * const claim = useAct(async (say) => { say('Confirm in your wallet'); await indexed(say, await claimReward(market, input)); });
 */
export function useIndexed(): (say: Say, receipt: { readonly blockNumber: number }) => Promise<void> {
  const { indexerUrl } = useWebConfig();
  const queries = useQueryClient();
  return useCallback(
    async (say, { blockNumber }) => {
      say(`Mined in block ${blockNumber}; waiting until the indexer shows it`);
      // What the indexer has not shown in time appears when it does: the deed itself is done.
      await waitUntilIndexed({ url: indexerUrl }, { block: blockNumber });
      await queries.invalidateQueries();
    },
    [indexerUrl, queries],
  );
}
