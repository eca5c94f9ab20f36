import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readFeeRate } from '@atoll/chain/read-fee-rate';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { request } from '@atoll/sdk/request';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';

/** Datasets that one provider hosts, at most 100. */
export function useHostedDatasets(provider: Address) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['hosted-datasets', provider],
    queryFn: async () => {
      const page = await indexer.assets.list({
        kind: 'dataset',
        state: 'active',
        provider,
        include: ['document'],
        limit: 100,
      });
      return page.items;
    },
  });
}

/** How often the free slots are asked for, in milliseconds. */
const slotsEvery = 10_000;

/** What a provider rents now. */
export function useEnvironments(market: MarketContext, url: string, token: Address) {
  return useQuery({
    queryKey: ['environments', url, token],
    refetchInterval: slotsEvery,
    queryFn: async () => {
      const offers = await request(market, {
        service: url,
        method: 'GET',
        path: '/environments',
        signed: false,
        reply: z.array(EnvironmentOffer),
        timeoutMs: 15_000,
      });
      return offers.filter((offer) => offer.token === token);
    },
  });
}

/** What the buyer can pay with, and what the market takes. */
export function useMeans(market: MarketContext, account: Address, token: Address) {
  return useQuery({
    queryKey: ['means', account, token],
    queryFn: async () => {
      const { chain } = market;
      const [credit, wallet, feeRate, coin] = await Promise.all([
        readBalance(chain, { token, account }),
        readTokenBalance(chain, { token, account }),
        readFeeRate(chain),
        chain.publicClient.getBalance({ address: account }),
      ]);
      return { credit, wallet, feeRate, coin };
    },
  });
}

/** Units of passes that the account holds, by dataset. */
export function usePasses(account: Address) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['passes', account],
    queryFn: async () => {
      const { items } = await indexer.passHolders.list({ holder: account, limit: 100 });
      const held = items.filter(({ units }) => BigInt(units) > 0n);
      return Promise.all(
        held.map(async ({ passId, units }) => ({
          units: BigInt(units),
          ...(await indexer.passSeries.get([passId])),
        })),
      );
    },
  });
}
