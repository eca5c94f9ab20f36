import { readProvider } from '@atoll/chain/read-provider';
import { RelayTerms } from '@atoll/schemas/act';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { request } from '@atoll/sdk/request';
import { providerPaths } from '@atoll/sdk/services';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';

/** A provider that sends signed acts, where it answers, and its fee. */
export interface Relay {
  readonly endpoint: string;
  readonly fee: bigint;
  readonly token: Address;
}

/** Providers that are asked what relaying costs. */
const asked = 10;

/** The provider that relays for the least in this token; null where none of those asked does. */
export function useRelay(market: MarketContext, token: Address | undefined) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['relay', token],
    enabled: token !== undefined,
    staleTime: 60_000,
    queryFn: async (): Promise<Relay | null> => {
      if (token === undefined) return null;
      const { items } = await indexer.providers.list({ draining: 'false', limit: asked });
      const offers = await Promise.allSettled(
        items.map(async ({ provider }) => {
          const { endpoint } = await readProvider(market.chain, provider);
          const terms = await request(market, {
            service: endpoint,
            method: 'GET',
            path: providerPaths.relay,
            signed: false,
            reply: RelayTerms,
            timeoutMs: 10_000,
          });
          return terms.fees
            .filter((fee) => fee.token === token)
            .map(({ fee }) => ({ endpoint, fee: BigInt(fee), token }));
        }),
      );
      // A provider that does not answer relays nothing.
      const [first] = offers
        .flatMap((offer) => (offer.status === 'fulfilled' ? offer.value : []))
        .sort((a, b) => (a.fee < b.fee ? -1 : 1));
      return first ?? null;
    },
  });
}
