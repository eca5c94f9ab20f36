import { readProvider } from '@atoll/chain/read-provider';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { skipToken, useQuery } from '@tanstack/react-query';

/** A provider with where it answers, read from the chain itself. Of an order that names none, nothing is read. */
export function useProviderOnChain(market: MarketContext, provider: Address | undefined) {
  return useQuery({
    queryKey: ['provider-on-chain', provider],
    queryFn: provider === undefined ? skipToken : () => readProvider(market.chain, provider),
    staleTime: 60_000,
  });
}
