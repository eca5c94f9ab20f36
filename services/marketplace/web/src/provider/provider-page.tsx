import { Address } from '@atoll/schemas/ids';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { ForeignLink, ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { Link } from 'wouter';
import { EntryCard } from '../catalogue/entry-card.tsx';
import { OfferList } from './offer-list.tsx';
import { PriceCurves } from './price-curve.tsx';
import { Stake } from './stake.tsx';
import { Standing } from './standing.tsx';
import { Busy } from './busy.tsx';
import { type Provider, useHosted, useIdentity, useProvider } from './use-provider.ts';

/** A compute provider: what it rents, how busy it is, what stands behind it and how it fared. */
export default function ProviderPage({ address }: { address: string }) {
  const parsed = Address.safeParse(address);
  if (!parsed.success) {
    return (
      <Page title="There is no such provider" lead="A provider’s address is 0x and 40 hex digits.">
        <Link href="/">To the catalogue</Link>
      </Page>
    );
  }
  return <KnownProvider key={parsed.data} address={parsed.data} />;
}

function KnownProvider({ address }: { address: Address }) {
  const { addressBook } = useWebConfig();
  return (
    <Page title={`Provider ${shorten(address)}`}>
      <Loaded query={useProvider(address)} what="Reading the provider">
        {(provider) => (
          <>
            <Facts provider={provider} />
            <h2>What it rents</h2>
            <OfferList provider={provider} />
            <h2>Price ceiling</h2>
            <PriceCurves provider={provider} />
            <h2>How busy it was</h2>
            <Busy endpoint={provider.endpoint} />
            <h2>Reputation</h2>
            <div className="grid">
              {tokensOf(
                provider,
                addressBook.tokens.map((token) => token.address),
              ).map((token) => (
                <Standing key={token} provider={address} token={token} />
              ))}
            </div>
            <Stake provider={provider} />
            <h2>What it hosts</h2>
            <Hosted address={address} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Tokens that it is paid in; those of the deployment where it rents nothing. */
function tokensOf(provider: Provider, accepted: readonly Address[]): Address[] {
  const own = [...new Set(provider.environments.map(({ token }) => token))];
  return own.length === 0 ? [...accepted] : own;
}

function Facts({ provider }: { provider: Provider }) {
  const identity = useIdentity(provider.endpoint);
  return (
    <dl className="facts card">
      <dt>Takes orders</dt>
      <dd>
        {provider.draining ? (
          <span className="badge warn">no: it lets running orders end</span>
        ) : identity.data?.halt.halted === true ? (
          <span className="badge bad">no: its custodian has halted it</span>
        ) : identity.isError ? (
          <span className="badge bad">it does not answer now</span>
        ) : (
          <span className="badge good">yes</span>
        )}
      </dd>
      <dt>Answers at</dt>
      <dd>
        <ForeignLink href={provider.endpoint} />
      </dd>
      <dt>Account</dt>
      <dd>
        <OnChain id={provider.provider} />
      </dd>
      <dt>Operator key</dt>
      <dd>
        <OnChain id={provider.operator} />
      </dd>
      <dt>Paid to</dt>
      <dd>
        <OnChain id={provider.payout} />
      </dd>
      {identity.data === undefined ? null : (
        <>
          <dt>Custodian of its data</dt>
          <dd>
            <OnChain id={identity.data.custodian} />
          </dd>
          {identity.data.operator === provider.operator ? null : (
            <>
              <dt>Beware</dt>
              <dd className="badge bad">
                <ForeignText text={`it names another operator than the chain: ${identity.data.operator}`} />
              </dd>
            </>
          )}
        </>
      )}
      <dt>Registered</dt>
      <dd>
        <Moment at={provider.registeredAt} />
      </dd>
    </dl>
  );
}

function Hosted({ address }: { address: Address }) {
  return (
    <Loaded query={useHosted(address)} what="Looking for what it hosts">
      {({ items, total }) => (
        <>
          {items.length === 0 ? <p className="notice">Nothing is listed with it as the host.</p> : null}
          <ul className="entries">
            {items.map((entry) => (
              <EntryCard key={entry.id} entry={entry} />
            ))}
          </ul>
          {total > items.length ? (
            <p>
              <Link href={`/?provider=${address}`}>All {total}</Link>
            </p>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
