import { ProviderIdentity } from '@atoll/schemas/provider-api';
import type { MarketContext } from '@atoll/sdk/context';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { useQuery, useQueryClient } from '@tanstack/react-query';

/**
 * Something of a provider's desk, read anew when the window is looked at again. The account is part of the key: nothing is shown to the next
 * one.
 *
 * @param options.fixed it never changes, so it is read once
 */
export function useDesk<Data>(
  desk: MarketContext,
  key: readonly unknown[],
  read: (desk: MarketContext) => Promise<Data>,
  options: { everyMs?: number; enabled?: boolean; fixed?: boolean } = {},
) {
  return useQuery({
    queryKey: [
      options.fixed === true ? 'desk-fixed' : 'desk',
      desk.providerUrl,
      desk.account.address,
      ...key,
    ],
    queryFn: () => read(desk),
    ...(options.fixed === true ? { staleTime: Infinity } : {}),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
  });
}

/** Has everything of the desk read anew, after a deed. */
export function useDeskChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['desk'] });
}

/** Who a provider says that it is; anybody may ask. */
export function useIdentity(desk: MarketContext) {
  return useQuery({
    queryKey: ['identity', desk.providerUrl],
    queryFn: () =>
      request(desk, {
        service: providerOf(desk),
        method: 'GET',
        path: '/identity',
        signed: false,
        reply: ProviderIdentity,
      }),
  });
}
