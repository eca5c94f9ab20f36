import { connectChain } from '@atoll/chain/connect';
import { useQuery } from '@tanstack/react-query';
import { useWebConfig } from './wallet-door.tsx';

/** How often the head is looked at while a transaction is waited for, in milliseconds. */
export const pollingInterval = 1000;

/** A connection to the deployment for reading; checked against the address book once and shared. */
export function useChain() {
  const config = useWebConfig();
  return useQuery({
    queryKey: ['chain', config.addressBook.chainId, config.rpcUrl],
    queryFn: () =>
      connectChain({
        rpcUrl: config.rpcUrl,
        addressBook: config.addressBook,
        confirmations: config.confirmations,
        pollingInterval,
      }),
    staleTime: Infinity,
    gcTime: Infinity,
  });
}
