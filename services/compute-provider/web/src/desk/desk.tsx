import { Loaded } from '@atoll/ui/loading.tsx';
import { NeedsSession } from '@atoll/ui/sign-in/needs-session.tsx';
import { useIdentity } from '@atoll/ui/desk/use-desk.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import type { MarketContext } from '@atoll/sdk/context';
import type { ProviderIdentity } from '@atoll/schemas/provider-api';
import type { ReactNode } from 'react';

/** This provider's origin: the desk is served by it. */
const provider = globalThis.location.origin;

/** What a page of the desk works with: who is signed in, and whose desk it is. */
export interface DeskSession {
  /** Reads by the session; whatever changes something is signed by the wallet for itself. */
  readonly market: MarketContext;
  readonly identity: ProviderIdentity;
  readonly isCustodian: boolean;
}

/**
 * What the connected account may see of this provider.
 *
 * @param input.who whom the provider lets in; who else is signed in is told so in words
 * @param input.purpose ends "Sign in …"
 */
export function Desk(input: {
  who: 'custodian' | 'reviewer';
  purpose: string;
  children: (session: DeskSession) => ReactNode;
}) {
  return (
    <WalletScope>
      <NeedsWallet purpose={input.purpose}>
        {(market) => <Gate {...input} market={{ ...market, providerUrl: provider }} />}
      </NeedsWallet>
    </WalletScope>
  );
}

function Gate(input: {
  market: MarketContext;
  who: 'custodian' | 'reviewer';
  purpose: string;
  children: (session: DeskSession) => ReactNode;
}) {
  const { market, who, purpose, children } = input;
  const identity = useIdentity(market);
  return (
    <Loaded query={identity} what="Asking whose desk this is">
      {(known) => {
        const isCustodian = market.account.address.toLowerCase() === known.custodian;
        if (who === 'custodian' && !isCustodian)
          return <NotYours account={market.account.address} identity={known} />;
        return (
          <NeedsSession market={market} service={provider} purpose={purpose}>
            {(reader) => children({ market: reader, identity: known, isCustodian })}
          </NeedsSession>
        );
      }}
    </Loaded>
  );
}

/** Who may come in, for who may not. */
function NotYours({ account, identity }: { account: string; identity: ProviderIdentity }) {
  return (
    <div className="notice warn" role="alert">
      <p>
        <strong>This page is for the custodian of this provider.</strong>
      </p>
      <p>
        The custodian is <code>{identity.custodian}</code>; your wallet is connected as{' '}
        <code>{account.toLowerCase()}</code>. Switch the account in your wallet and reload the page. Reviewers
        see <a href="/desk/reviews">the outputs that are held</a>; the account that owns the stake (
        <code>{identity.provider}</code>) sees <a href="/desk/environments">environments and stake</a>.
      </p>
    </div>
  );
}
