import { connectChain } from '@atoll/chain/connect';
import type { MarketContext } from '@atoll/sdk/context';
import { privateKeyToAccount } from 'viem/accounts';
import type { Stack } from '../stack/start.ts';
import type { Wallet } from '../wallets.ts';

/** What a person with this wallet holds in hand: the chain and the services of the stack, as the SDK takes them. */
export async function contextOf(stack: Stack, wallet: Wallet): Promise<MarketContext> {
  return {
    chain: await connectChain({
      rpcUrl: stack.anvil.rpcUrl,
      addressBook: stack.addressBook,
      privateKey: wallet.privateKey,
      pollingInterval: 50,
    }),
    marketplaceUrl: stack.services.marketplace.url,
    providerUrl: stack.services['compute-provider'].url,
    account: privateKeyToAccount(wallet.privateKey),
  };
}
