import { useConnect, useConnectors } from 'wagmi';
import { Button } from '../button.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { useWebConfig } from './wallet-door.tsx';

/** The wallets that this browser has (EIP-6963), to be connected. */
export function WalletList() {
  const { addressBook } = useWebConfig();
  const connectors = useConnectors();
  const { mutate: connect, isPending, error, variables } = useConnect();
  if (connectors.length === 0) {
    return (
      <p>
        This browser has no wallet. Install a wallet extension that announces itself (EIP-6963), then reload
        this page. You can look around without one.
      </p>
    );
  }
  return (
    <div className="stack">
      <div className="row">
        {connectors.map((connector) => (
          <Button
            key={connector.uid}
            busy={isPending && variables?.connector === connector}
            onClick={() => connect({ connector, chainId: addressBook.chainId })}
          >
            {connector.icon?.startsWith('data:image/') === true ? (
              <img src={connector.icon} alt="" width="20" height="20" />
            ) : null}
            {connector.name}
          </Button>
        ))}
      </div>
      {error === null ? null : <ErrorNotice error={error} />}
    </div>
  );
}
