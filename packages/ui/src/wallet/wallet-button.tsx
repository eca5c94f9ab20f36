import { lazy, Suspense, useState } from 'react';
import { Button } from '../button.tsx';

const WalletMenu = lazy(() => import('./wallet-menu.tsx'));

/** Whether a wallet was connected on an earlier visit. */
function wasConnected(): boolean {
  return Object.keys(globalThis.localStorage).some((key) => key.startsWith('atoll-wallet'));
}

/** "Connect wallet", without the wallet's code until somebody asks for it or was connected before. */
export function WalletButton() {
  const [asked, setAsked] = useState(false);
  const [before] = useState(wasConnected);
  if (!asked && !before) return <Button onClick={() => setAsked(true)}>Connect wallet</Button>;
  return (
    <Suspense fallback={<Button busy>Connect wallet</Button>}>
      <WalletMenu open={asked} />
    </Suspense>
  );
}
