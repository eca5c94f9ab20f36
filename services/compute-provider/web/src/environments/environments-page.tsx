import { EnvironmentOffer } from '@atoll/schemas/environment';
import type { ProviderIdentity } from '@atoll/schemas/provider-api';
import type { MarketContext } from '@atoll/sdk/context';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { OnChain } from '@atoll/ui/account.tsx';
import { useDesk, useIdentity } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { z } from 'zod';
import { Drain } from './drain.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { Stake } from './stake.tsx';
import { useRegistration } from './use-registration.ts';
import { UtilisationPlot } from './utilisation-plot.tsx';

/** What this provider rents and what stands behind it. All of it is public; the acts are the provider's own account's. */
export default function EnvironmentsPage() {
  return (
    <Page
      title="Environments"
      lead="What this provider rents, how busy it is, and the stake behind its word. Changing any of it is a transaction of the provider’s own account."
    >
      <WalletScope>
        <NeedsWallet purpose="to see environments and stake">
          {(market) => <Provider market={{ ...market, providerUrl: globalThis.location.origin }} />}
        </NeedsWallet>
      </WalletScope>
    </Page>
  );
}

/** What the parts of the page work with. */
export interface ProviderDesk {
  readonly market: MarketContext;
  readonly identity: ProviderIdentity;
  /** Whether the connected account is the provider's, which alone may change anything. */
  readonly isOwn: boolean;
}

function Provider({ market }: { market: MarketContext }) {
  const identity = useIdentity(market);
  const offers = useDesk(
    market,
    ['environments'],
    (desk) =>
      request(desk, {
        service: providerOf(desk),
        method: 'GET',
        path: '/environments',
        signed: false,
        reply: z.array(EnvironmentOffer),
      }),
    { everyMs: 15_000 },
  );
  return (
    <Loaded query={identity} what="Asking the provider who it is">
      {(known) => {
        const desk: ProviderDesk = {
          market,
          identity: known,
          isOwn: known.provider === market.account.address.toLowerCase(),
        };
        return (
          <>
            <Accounts desk={desk} />
            <h2>Rented</h2>
            <Loaded query={offers} what="Reading the environments">
              {(found) => (
                <div className="stack">
                  {found.map((offer) => (
                    <EnvironmentCard key={offer.id} desk={desk} offer={offer} />
                  ))}
                </div>
              )}
            </Loaded>
            <UtilisationPlot desk={desk} />
            <Stake desk={desk} />
            <Drain desk={desk} />
          </>
        );
      }}
    </Loaded>
  );
}

function Accounts({ desk }: { desk: ProviderDesk }) {
  const { identity, market, isOwn } = desk;
  const onChain = useRegistration(desk);
  return (
    <>
      {isOwn ? null : (
        <p className="notice">
          You look at it as <OnChain id={market.account.address} />. Only the provider’s account{' '}
          <OnChain id={identity.provider} /> can change anything here.
        </p>
      )}
      <dl className="facts">
        <dt>Provider</dt>
        <dd>
          <code>{identity.provider}</code>
        </dd>
        <dt>Operator</dt>
        <dd>
          <OnChain id={identity.operator} />
        </dd>
        <dt>Custodian</dt>
        <dd>
          <OnChain id={identity.custodian} />
        </dd>
        {onChain.data === undefined ? null : (
          <>
            <dt>Paid to</dt>
            <dd>
              <OnChain id={onChain.data.payout} />
            </dd>
            <dt>Answers at</dt>
            <dd>{onChain.data.endpoint}</dd>
          </>
        )}
      </dl>
    </>
  );
}
