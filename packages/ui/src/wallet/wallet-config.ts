import type { WebConfig } from '@atoll/sdk/web-config';
import { defineChain } from 'viem';
import { type Config, createConfig, createStorage, http } from 'wagmi';
import { reconnect } from 'wagmi/actions';

/** Key below which the browser remembers which wallet was connected; a page loads the wallet's code at once where it is there. */
export const walletStorageKey = 'atoll-wallet';

/** The wallets of this browser, with the connection of an earlier visit being taken up again. */
export function openWalletConfig(config: WebConfig): Config {
  const wallets = createWalletConfig(config);
  void reconnect(wallets);
  return wallets;
}

/** Wallets that announce themselves (EIP-6963), on the one chain of the deployment. */
function createWalletConfig(config: WebConfig): Config {
  const { chainId } = config.addressBook;
  const chain = defineChain({
    id: chainId,
    name: config.chainName,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [config.rpcUrl] } },
    ...(config.explorerUrl === undefined
      ? {}
      : { blockExplorers: { default: { name: 'Explorer', url: config.explorerUrl } } }),
  });
  return createConfig({
    chains: [chain],
    transports: { [chainId]: http(config.rpcUrl) },
    multiInjectedProviderDiscovery: true,
    storage: createStorage({ key: walletStorageKey, storage: globalThis.localStorage }),
  });
}
