import type { ProviderIdentity } from '@atoll/schemas/provider-api';
import type { MarketContext } from '@atoll/sdk/context';
import { useIdentity } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { NeedsSession } from '@atoll/ui/sign-in/needs-session.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import type { ReactNode } from 'react';

/** What a step works with that talks to the owner's provider. */
export interface Paired {
  /** Reads by the session; whatever changes something is signed by the wallet for itself. */
  readonly market: MarketContext;
  readonly identity: ProviderIdentity;
}

/** Shows its children once the connected account is the custodian of the provider at `url` and signed in there from this page. */
export function WithProvider({ url, children }: { url: string; children: (paired: Paired) => ReactNode }) {
  return (
    <WalletScope>
      <NeedsWallet purpose="that is the custodian of your provider">
        {(market) => <Pair market={{ ...market, providerUrl: url }} url={url} children={children} />}
      </NeedsWallet>
    </WalletScope>
  );
}

function Pair(input: { market: MarketContext; url: string; children: (paired: Paired) => ReactNode }) {
  const { market, url, children } = input;
  const identity = useIdentity(market);
  return (
    <Loaded query={identity} what="Asking the provider who it is">
      {(known) => {
        const refusal = whyNot(market, known);
        if (refusal !== undefined) {
          return (
            <div className="notice warn" role="alert">
              <p>{refusal}</p>
            </div>
          );
        }
        return (
          <>
            <NeedsSession market={market} service={url} purpose="to your provider">
              {(reader) => children({ market: reader, identity: known })}
            </NeedsSession>
            <HowToList url={url} />
          </>
        );
      }}
    </Loaded>
  );
}

/** Why this provider cannot be paired with, in words. */
function whyNot(market: MarketContext, identity: ProviderIdentity): string | undefined {
  if (identity.chainId !== market.chain.chainId)
    return `This provider works on chain ${identity.chainId}, and this market on ${market.chain.chainId}.`;
  if (identity.jobs !== market.chain.addresses.jobs.toLowerCase())
    return 'This provider serves another deployment of the market’s contracts.';
  if (identity.custodian !== market.account.address.toLowerCase())
    return `Only its custodian registers data at this provider: ${identity.custodian}. Your wallet is connected as ${market.account.address.toLowerCase()}; switch the account in your wallet.`;
  return undefined;
}

/** How a provider is told that this page may talk to it. */
function HowToList({ url }: { url: string }) {
  return (
    <details>
      <summary>If the provider refuses this page</summary>
      <p>
        A provider talks to pages of other origins only where its configuration lists them. On the machine of{' '}
        <code>{url}</code>, add this page’s origin and start the provider again:
      </p>
      <pre className="wide" tabIndex={0}>
        DESK_ORIGINS={globalThis.location.origin}
      </pre>
      <p>
        Or do without: the provider’s own desk is at <a href={`${url}/desk`}>{url}/desk</a>.
      </p>
    </details>
  );
}

/** The origin that somebody wrote, or why it is none. */
export function originOf(text: string): { origin: string } | { wrong: string } {
  if (!URL.canParse(text.trim())) return { wrong: 'Write an address such as https://provider.example' };
  const { origin, protocol, hostname } = new URL(text.trim());
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && local))
    return { wrong: 'The provider has to be reached over https' };
  return { origin };
}
