import { type ReactNode, use } from 'react';
import { WagmiContext } from 'wagmi';
import { useDoor } from './wallet-door.tsx';

/**
 * What may use the wallet: wagmi's hooks and `useMarket` work below it. Loads the wallet's code, so it stands inside of a `Suspense`.
 * The connection of an earlier visit was taken up again when that was loaded, once for all scopes of a page: `WagmiProvider` does it anew
 * in each render of each, which changes what the others show while they are being rendered.
 */
export function WalletScope({ children }: { children: ReactNode }) {
  const config = use(useDoor().openWallet());
  return <WagmiContext value={config}>{children}</WagmiContext>;
}
