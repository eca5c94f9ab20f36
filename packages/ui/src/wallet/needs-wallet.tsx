import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import type { ReactNode } from 'react';
import { useSwitchChain } from 'wagmi';
import { Button } from '../button.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { Loading } from '../loading.tsx';
import { useWallet } from './use-market.ts';
import { useWebConfig } from './wallet-door.tsx';
import { WalletList } from './wallet-list.tsx';

/**
 * Shows its children once a wallet is connected to the deployment's chain, and until then how to get there. Stands below `WalletScope`.
 *
 * @param purpose ends the sentence "Connect a wallet …", e.g. `to order a run`
 */
export function NeedsWallet(input: {
  purpose: string;
  children: (market: MarketContext, address: Address) => ReactNode;
}) {
  const wallet = useWallet();
  switch (wallet.state) {
    case 'connecting':
      return <Loading what="Asking your wallet" />;
    case 'disconnected':
      return (
        <section className="card" aria-label="Connect a wallet">
          <h2>Connect a wallet {input.purpose}</h2>
          <WalletList />
        </section>
      );
    case 'wrong-chain':
      return <WrongChain chainId={wallet.chainId} />;
    case 'failed':
      return <ErrorNotice error={wallet.error} />;
    case 'ready':
      return <>{input.children(wallet.market, wallet.address)}</>;
  }
}

function WrongChain({ chainId }: { chainId: number }) {
  const { chainName, addressBook } = useWebConfig();
  const { mutate: switchChain, isPending, error } = useSwitchChain();
  return (
    <div className="notice warn" role="alert">
      <p>
        <strong>
          Your wallet is on chain {chainId}; this market is on {chainName} ({addressBook.chainId}).
        </strong>
      </p>
      <p>Nothing can be signed until it is switched.</p>
      <Button busy={isPending} onClick={() => switchChain({ chainId: addressBook.chainId })}>
        Switch to {chainName}
      </Button>
      {error === null ? null : <ErrorNotice error={error} />}
    </div>
  );
}
