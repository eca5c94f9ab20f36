import { type ChainWallet, walletOf, withWallet } from '@atoll/chain/chain';
import type { MarketContext } from '@atoll/sdk/context';
import type { Say } from '../use-act.tsx';

/**
 * A wallet whose `sendTransaction` is another one.
 * Guarantee: everything else of it, and the type, are the wallet's own.
 */
const withSend = (wallet: ChainWallet, sendTransaction: ChainWallet['sendTransaction']): ChainWallet =>
  ({ ...wallet, sendTransaction }) as ChainWallet;

/**
 * The same context, which says before each signature and each transaction what the wallet is about to ask, and what is waited for after.
 *
 * @param says.sign e.g. `Sign the upload in your wallet`
 * @param says.send e.g. `Confirm the publication in your wallet`
 */
export function announced(
  market: MarketContext,
  says: { sign: string; send: string; meanwhile: string },
  say: Say,
): MarketContext {
  const wallet = walletOf(market.chain);
  return {
    ...market,
    account: {
      ...market.account,
      signTypedData: async (data) => {
        say(says.sign);
        const signature = await market.account.signTypedData(data);
        say(says.meanwhile);
        return signature;
      },
    },
    chain: withWallet(
      market.chain,
      withSend(wallet, async (transaction) => {
        say(says.send);
        const hash = await wallet.sendTransaction(transaction);
        say('Waiting until the transaction is mined');
        return hash;
      }),
    ),
  };
}
