import type { Address } from '@atoll/schemas/ids';
import { createPasskey, sealIdentity } from '@atoll/sdk/seal-identity';
import type { AgeIdentity } from '@atoll/sdk/recipient';
import { Button } from '@atoll/ui/button.tsx';
import { Dialog } from '@atoll/ui/dialog.tsx';
import { forgetKey, type KeptKey } from '@atoll/ui/keys/key-store.ts';
import { lock, useUnlocked } from '@atoll/ui/keys/keyring.ts';
import { MakeKey, RestoreKey } from '@atoll/ui/keys/make-key.tsx';
import { FirstKey } from '@atoll/ui/keys/needs-key.tsx';
import { SaveRecovery, saveRecovery } from '@atoll/ui/keys/save-recovery.tsx';
import { UnlockKey } from '@atoll/ui/keys/unlock-key.tsx';
import { currentKey, useKeepKey, useKeys } from '@atoll/ui/keys/use-keys.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** Every key of the account in this browser, and ways to make and restore one. */
export function KeyList({ account }: { account: Address }) {
  const keys = useKeys(account);
  return (
    <Loaded query={keys} what="Looking for your keys">
      {(kept) =>
        kept.length === 0 ? (
          <section className="card">
            <h2>Make your key</h2>
            <FirstKey account={account} />
          </section>
        ) : (
          <div className="stack">
            {kept.map((key) => (
              <KeyCard key={key.publicKey} kept={key} current={key === currentKey(kept)} />
            ))}
            <AnotherKey account={account} />
          </div>
        )
      }
    </Loaded>
  );
}

function KeyCard({ kept, current }: { kept: KeptKey; current: boolean }) {
  const identity = useUnlocked(kept.publicKey);
  return (
    <section className="card" aria-label={`Key ${kept.recipient.slice(0, 12)}`}>
      <h2>
        Key <code>{kept.recipient.slice(0, 12)}…</code>{' '}
        <span className={`badge ${identity === undefined ? '' : 'good'}`}>
          {identity === undefined ? 'locked' : 'unlocked'}
        </span>{' '}
        {current ? <span className="badge">new orders use it</span> : null}
      </h2>
      <dl className="facts">
        <dt>Recipient</dt>
        <dd>
          <code>{kept.recipient}</code>
        </dd>
        <dt>In this browser since</dt>
        <dd>
          <Moment at={kept.createdAt} />
        </dd>
        <dt>Sealed by</dt>
        <dd>passphrase (scrypt){kept.passkey === undefined ? '' : ' and passkey'}</dd>
      </dl>
      {kept.savedAt === undefined ? <SaveRecovery kept={kept} /> : null}
      {identity === undefined ? <UnlockKey kept={kept} /> : <Unlocked kept={kept} identity={identity} />}
      <Forget kept={kept} />
    </section>
  );
}

function Unlocked({ kept, identity }: { kept: KeptKey; identity: AgeIdentity }) {
  const keep = useKeepKey();
  const addPasskey = useAct(async (say) => {
    say('Confirm the new passkey in your browser');
    const credential = await createPasskey(`Atoll ${kept.recipient.slice(4, 12)}`);
    say('Confirm once more, to seal the key with it');
    await keep({
      ...kept,
      passkey: { credential, sealed: await sealIdentity(identity, { by: 'passkey', credential }) },
    });
  });
  return (
    <>
      <p className="row">
        <Button onClick={() => lock(kept.publicKey)}>Lock</Button>
        <Button onClick={() => saveRecovery(kept)}>Save the recovery file again</Button>
        {kept.passkey === undefined ? (
          <Button busy={addPasskey.act.state === 'running'} onClick={() => void addPasskey.run()}>
            Unlock with a passkey from now on
          </Button>
        ) : null}
      </p>
      <ActStatus act={addPasskey.act} done="From now on the passkey unlocks it too." />
    </>
  );
}

function Forget({ kept }: { kept: KeptKey }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const forget = useAct(async () => {
    await forgetKey(kept);
    lock(kept.publicKey);
    await queries.invalidateQueries({ queryKey: ['keys', kept.account] });
  });
  return (
    <>
      <p>
        <Button look="plain" small onClick={() => setAsking(true)}>
          Remove from this browser
        </Button>
      </p>
      <Dialog title="Remove the key from this browser?" open={asking} onClose={() => setAsking(false)}>
        <p>
          Results that are encrypted to it can then be opened only where the recovery file is restored.
          {kept.savedAt === undefined ? ' Its recovery file was never saved.' : ''}
        </p>
        <Button look="danger" busy={forget.act.state === 'running'} onClick={() => void forget.run()}>
          Remove it
        </Button>
        <ActStatus act={forget.act} />
      </Dialog>
    </>
  );
}

function AnotherKey({ account }: { account: Address }) {
  return (
    <details className="card">
      <summary>Restore another key, or make a new one</summary>
      <h3>Restore from a recovery file</h3>
      <RestoreKey account={account} />
      <h3>Make a new key</h3>
      <p>New orders are encrypted to the newest key whose recovery file is saved. Old results keep theirs.</p>
      <MakeKey account={account} />
    </details>
  );
}
