import type { Chain, ChainWallet } from '@atoll/chain/chain';
import type { Signer } from '@atoll/chain/sign';
import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { useQuery } from '@tanstack/react-query';
import { createWalletClient, custom, type EIP1193Provider } from 'viem';
import { useConfig, useConnection } from 'wagmi';
import { pollingInterval, useChain } from './use-chain.ts';
import { useWebConfig } from './wallet-door.tsx';

/** Where the wallet stands. `ready` alone can sign. */
export type WalletState =
  | { readonly state: 'disconnected' }
  | { readonly state: 'connecting' }
  | { readonly state: 'wrong-chain'; readonly address: Address; readonly chainId: number }
  | { readonly state: 'failed'; readonly address: Address; readonly error: Error }
  | { readonly state: 'ready'; readonly address: Address; readonly market: MarketContext };

/** What the SDK's verbs work with, signed by the connected wallet. `providerUrl` names the provider that a verb is for. */
export function useWallet(): WalletState {
  const config = useWebConfig();
  const wagmi = useConfig();
  const connection = useConnection();
  const chain = useChain();
  const address = connection.address?.toLowerCase();
  const market = useQuery({
    queryKey: ['market', address, connection.connector?.uid, connection.chainId, chain.data?.chainId],
    enabled: chain.data !== undefined && connection.status === 'connected',
    queryFn: async () => {
      const { connector } = connection;
      if (connector === undefined || chain.data === undefined || address === undefined) return null;
      // Guarantee: connectors of EIP-6963 wallets provide an EIP-1193 provider.
      const provider = (await connector.getProvider()) as EIP1193Provider;
      return marketOf({
        chain: chain.data,
        provider,
        address: Address.parse(address),
        marketplaceUrl: config.marketplaceUrl,
        definition: wagmi.chains[0],
      });
    },
    staleTime: Infinity,
  });
  if (connection.status === 'reconnecting' || connection.status === 'connecting')
    return { state: 'connecting' };
  if (connection.status === 'disconnected' || address === undefined) return { state: 'disconnected' };
  const own = Address.parse(address);
  if (connection.chainId !== config.addressBook.chainId) {
    return { state: 'wrong-chain', address: own, chainId: connection.chainId ?? 0 };
  }
  const error = chain.error ?? market.error;
  if (error !== null) return { state: 'failed', address: own, error };
  if (market.data === undefined || market.data === null) return { state: 'connecting' };
  return { state: 'ready', address: own, market: market.data };
}

function marketOf(input: {
  chain: Chain;
  provider: EIP1193Provider;
  address: Address;
  marketplaceUrl: string;
  definition: NonNullable<Chain['publicClient']['chain']>;
}): MarketContext {
  const { chain, provider, address, marketplaceUrl, definition } = input;
  const wallet: ChainWallet = createWalletClient({
    account: address,
    chain: definition,
    transport: custom(provider, { retryCount: 0 }),
    pollingInterval,
  });
  const account: Signer = {
    address,
    signTypedData: (typedData) => wallet.signTypedData({ account: address, ...typedData }),
    signMessage: ({ message }) => wallet.signMessage({ account: address, message }),
  };
  return { chain: { ...chain, wallet }, account, marketplaceUrl };
}
