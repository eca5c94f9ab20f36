import { readCeiling, readUtilisation } from '@atoll/chain/read-ceiling';
import { translated } from '@atoll/chain/translate';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import type { Address } from '@atoll/schemas/ids';
import type { Item } from '@atoll/schemas/indexer/resources';
import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { ProviderIdentity } from '@atoll/schemas/provider-api';
import { Utilisation } from '@atoll/schemas/queue';
import { askFor } from '@atoll/sdk/indexer/context';
import { readStanding } from '@atoll/sdk/indexer/read-standing';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { ask } from '../api.ts';

export type Provider = Item<'providers'>;

/** How often what a provider says of itself is asked again, in milliseconds. */
const liveMs = 10_000;
/** How long a provider, which may be anybody's, is waited for. */
const patienceMs = 8000;

/** What the chain knows of a provider. */
export function useProvider(address: Address) {
  const indexer = useIndexer();
  return useQuery({ queryKey: ['provider', address], queryFn: () => indexer.providers.get([address]) });
}

/** What a provider rents and how much of it is free now, as it says itself. */
export function useOffers(endpoint: string) {
  return useQuery({
    queryKey: ['offers', endpoint],
    queryFn: () =>
      askFor({ url: endpoint, timeoutMs: patienceMs }, '/environments', z.array(EnvironmentOffer)),
    refetchInterval: liveMs,
    retry: 0,
  });
}

/** Whether it takes orders at all, as it says itself. */
export function useIdentity(endpoint: string) {
  return useQuery({
    queryKey: ['identity-at', endpoint],
    queryFn: () => askFor({ url: endpoint, timeoutMs: patienceMs }, '/identity', ProviderIdentity),
    refetchInterval: liveMs,
    retry: 0,
  });
}

/** How busy it was in each of the last 168 hours, as it says itself. */
export function useUtilisation(endpoint: string) {
  return useQuery({
    queryKey: ['utilisation', endpoint],
    queryFn: () => askFor({ url: endpoint, timeoutMs: patienceMs }, '/utilisation', Utilisation),
    retry: 0,
  });
}

/** The curve that bounds quotes, and where each environment stands on it: read from the chain. */
export function useCeilings(provider: Provider) {
  const chain = useChain();
  const connected = chain.data;
  const ids = provider.environments.map(({ id }) => id);
  const query = useQuery({
    queryKey: ['ceilings', provider.provider, ids],
    enabled: connected !== undefined,
    queryFn: async () => {
      if (connected === undefined) return null;
      const curve = await translated('ProviderRegistry.curve', () =>
        connected.publicClient.readContract({
          address: connected.addresses.providerRegistry,
          abi: providerRegistryAbi,
          functionName: 'curve',
        }),
      );
      const places = await Promise.all(
        ids.map(async (environment) => {
          const input = { provider: provider.provider, environment };
          const [ceiling, utilisation] = await Promise.all([
            readCeiling(connected, input),
            readUtilisation(connected, input),
          ]);
          return { environment, ceiling, utilisation };
        }),
      );
      return { curve, places };
    },
  });
  return { ...query, error: query.error ?? chain.error, isError: query.isError || chain.isError };
}

/** Score and release rate in a token. */
export function useStanding(provider: Address, token: Address) {
  const { indexerUrl } = useWebConfig();
  return useQuery({
    queryKey: ['standing', provider, token],
    queryFn: () => readStanding({ url: indexerUrl }, { provider, token }),
  });
}

/** Stake with what moved it, disputes and ratings, the newest first. */
export function useRecord(provider: Address) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['record', provider],
    queryFn: async () => {
      const [collateral, moves, disputes, ratings, days] = await Promise.all([
        indexer.collateral.list({ provider, limit: 20 }),
        indexer.collateralMoves.list({ provider, limit: 25 }),
        indexer.disputes.list({ provider, limit: 25 }),
        indexer.ratings.list({ provider, limit: 25 }),
        indexer.providerDays.list({ provider, limit: 100 }),
      ]);
      return {
        collateral: collateral.items,
        moves: moves.items,
        disputes: disputes.items,
        ratings: ratings.items,
        days: days.items,
      };
    },
  });
}

/** What is sold with this provider as its host. */
export function useHosted(provider: Address) {
  return useQuery({
    queryKey: ['hosted', provider],
    queryFn: ({ signal }) => ask(`/catalogue?provider=${provider}&limit=50`, CataloguePage, signal),
  });
}
