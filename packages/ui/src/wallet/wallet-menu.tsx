import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useConnection, useDisconnect } from 'wagmi';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { shorten } from '../account.tsx';
import { endSessions } from '../sign-in/end-sessions.ts';
import { ActStatus, useAct } from '../use-act.tsx';
import { useWebConfig } from './wallet-door.tsx';
import { WalletList } from './wallet-list.tsx';
import { WalletScope } from './wallet-scope.tsx';

/** The wallet's place in the header: connect, which account, disconnect. Loaded when it is first needed. */
export default function WalletMenu({ open }: { open: boolean }) {
  return (
    <WalletScope>
      <Menu open={open} />
    </WalletScope>
  );
}

function Menu({ open: openAtFirst }: { open: boolean }) {
  const [open, setOpen] = useState(openAtFirst);
  const { chainName, addressBook, marketplaceUrl } = useWebConfig();
  const { address, chainId, status } = useConnection();
  const queries = useQueryClient();
  const { mutateAsync: disconnect } = useDisconnect();
  const leaving = useAct(async (say, account: string) => {
    say('Ending your sessions');
    await endSessions(account);
    await disconnect();
    // What was read for the account is not shown to whoever connects it next.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey.includes(account.toLowerCase()) });
  });
  if (status === 'connecting' || status === 'reconnecting') return <Button busy>Connecting</Button>;
  if (address === undefined) {
    return (
      <>
        <Button onClick={() => setOpen(true)}>Connect wallet</Button>
        <Dialog title="Connect a wallet" open={open} onClose={() => setOpen(false)}>
          <p>
            This market is on {chainName}. It holds no key of yours: whatever you do is signed by your wallet,
            one deed at a time.
          </p>
          <WalletList />
        </Dialog>
      </>
    );
  }
  const elsewhere = chainId !== addressBook.chainId;
  return (
    <>
      <Button onClick={() => setOpen(true)} title={address}>
        <code>{shorten(address)}</code>
        {elsewhere ? <span className="badge warn">wrong chain</span> : null}
      </Button>
      <Dialog title="Your wallet" open={open} onClose={() => setOpen(false)}>
        <dl className="facts">
          <dt>Account</dt>
          <dd>
            <code>{address}</code>
          </dd>
          <dt>Chain</dt>
          <dd>
            {elsewhere
              ? `${chainId} (this market is on ${addressBook.chainId})`
              : `${chainName} (${chainId})`}
          </dd>
        </dl>
        <p className="row">
          <a className="button" href={`${marketplaceUrl}/account`}>
            Account
          </a>
          <Button busy={leaving.act.state === 'running'} onClick={() => void leaving.run(address)}>
            Disconnect
          </Button>
        </p>
        <ActStatus act={leaving.act} />
      </Dialog>
    </>
  );
}
