import { type ReactNode, use } from 'react';
import { WagmiProvider } from 'wagmi';
import { useDoor } from './wallet-door.tsx';

/**
 * What may use the wallet: wagmi's hooks and `useMarket` work below it. Loads the wallet's code, so it stands inside of a `Suspense`.
 * The connection of an earlier visit is taken up again.
 */
export function WalletScope({ children }: { children: ReactNode }) {
  const config = use(useDoor().openWallet());
  return <WagmiProvider config={config}>{children}</WagmiProvider>;
}
