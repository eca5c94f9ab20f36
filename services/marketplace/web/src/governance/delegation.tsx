import { Address, type Address as AddressType } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { delegateVotes } from '@atoll/sdk/delegate-votes';
import { sendDelegation, SignedDelegation, signDelegation } from '@atoll/sdk/sign-delegation';
import { OnChain } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useState } from 'react';
import { zeroAddress } from 'viem';
import { Atolls } from './atoll-amount.tsx';
import { useVotingPower, type VotingPower } from './use-ballot.ts';

/** What the connected account holds, who votes with it, and how to change that. */
export function Delegation({ market, address }: { market: MarketContext; address: AddressType }) {
  const power = useVotingPower(market.chain, address);
  return (
    <Loaded query={power} what="Reading your votes">
      {(found) => (
        <>
          <Power power={found} address={address} />
          <Delegate market={market} address={address} />
          <SendSigned market={market} />
        </>
      )}
    </Loaded>
  );
}

function Power({ power, address }: { power: VotingPower; address: AddressType }) {
  const { balance, votes, delegate, threshold } = power;
  const own = delegate.toLowerCase() === address;
  return (
    <>
      <dl className="facts card">
        <dt>You hold</dt>
        <dd>
          <Atolls amount={balance} />
        </dd>
        <dt>You vote with</dt>
        <dd>
          <Atolls amount={votes} />
        </dd>
        <dt>Your tokens vote through</dt>
        <dd>{delegate === zeroAddress ? 'nobody' : own ? 'yourself' : <OnChain id={delegate} />}</dd>
        <dt>A proposal takes</dt>
        <dd>
          <Atolls amount={threshold} />
        </dd>
      </dl>
      {balance > 0n && delegate === zeroAddress ? (
        <p className="notice warn">
          Tokens that nobody was named for do not vote. Name yourself, or somebody you trust with it.
        </p>
      ) : null}
    </>
  );
}

function Delegate({ market, address }: { market: MarketContext; address: AddressType }) {
  const indexed = useIndexed();
  const [other, setOther] = useState('');
  const parsed = Address.safeParse(other.trim());
  const to = other.trim() === '' ? address : parsed.data;
  const name = useAct(async (say, delegate: AddressType) => {
    say('Confirm the delegation in your wallet');
    await indexed(say, await delegateVotes(market, { to: delegate }));
  });
  const sign = useAct((say, delegate: AddressType) => {
    say('Sign the delegation in your wallet');
    return signDelegation(market, { to: delegate });
  });
  const busy = name.act.state === 'running' || sign.act.state === 'running';
  return (
    <section className="card deed">
      <h3>Delegate your votes</h3>
      <p>
        Your tokens stay yours and can be sold at any time; the account that you name votes with them from the
        next proposal on.
      </p>
      <Field
        label="To another account"
        hint="left empty: to yourself"
        wrong={to === undefined ? 'Write an address: 0x and 40 digits' : undefined}
      >
        {(control) => <input {...control} value={other} onChange={({ target }) => setOther(target.value)} />}
      </Field>
      <p className="row">
        <Button
          look="main"
          busy={busy}
          disabled={to === undefined}
          onClick={() => (to === undefined ? undefined : void name.run(to))}
        >
          {to === address ? 'Delegate to myself' : 'Delegate'}
        </Button>
        <Button
          busy={busy}
          disabled={to === undefined}
          onClick={() => (to === undefined ? undefined : void sign.run(to))}
        >
          Sign only, without gas
        </Button>
      </p>
      <ActStatus act={name.act} done="Delegated. It counts from the next proposal on." />
      <ActStatus act={sign.act} />
      {sign.act.state === 'done' ? (
        <Field label="Signed delegation" hint="give it to anybody who sends it; it costs you nothing">
          {(control) => (
            <textarea
              {...control}
              readOnly
              rows={6}
              value={JSON.stringify(sign.act.state === 'done' ? sign.act.result : '', null, 1)}
            />
          )}
        </Field>
      ) : null}
    </section>
  );
}

function SendSigned({ market }: { market: MarketContext }) {
  const indexed = useIndexed();
  const [text, setText] = useState('');
  const found = readSigned(text);
  const send = useAct(async (say, signed: SignedDelegation) => {
    say('Confirm in your wallet that you send it');
    await indexed(say, await sendDelegation(market, signed));
  });
  return (
    <details className="deed">
      <summary>Send a delegation that somebody signed</summary>
      <Field
        label="Signed delegation of another account"
        wrong={text.trim() !== '' && found === undefined ? 'This is no signed delegation' : undefined}
      >
        {(control) => (
          <textarea {...control} rows={6} value={text} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      {found === undefined ? null : (
        <p>
          <OnChain id={found.account} /> lets <OnChain id={found.delegatee} /> vote for it; to be sent before{' '}
          <Moment at={found.expiry} />.
        </p>
      )}
      <Button
        busy={send.act.state === 'running'}
        disabled={found === undefined}
        onClick={() => (found === undefined ? undefined : void send.run(found))}
      >
        Send it
      </Button>
      <ActStatus act={send.act} done="Sent. The delegation counts from the next proposal on." />
    </details>
  );
}

/** What was pasted, where it is a signed delegation. */
function readSigned(text: string): SignedDelegation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // A person is still writing.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return SignedDelegation.safeParse(value).data;
}
