import { openIdentity } from '@atoll/sdk/seal-identity';
import { useState } from 'react';
import { Button } from '../button.tsx';
import { Field } from '../field.tsx';
import { ActStatus, useAct } from '../use-act.tsx';
import type { KeptKey } from './key-store.ts';
import { unlock } from './keyring.ts';
import { painted } from './painted.ts';

/** Opens a key for as long as the tab is open or until it is locked: by passkey where it has one, else by passphrase. */
export function UnlockKey({ kept }: { kept: KeptKey }) {
  const [passphrase, setPassphrase] = useState('');
  const { passkey } = kept;
  const byPassphrase = useAct(async (say) => {
    say('Opening the key, which takes a few seconds on purpose');
    await painted();
    unlock(await openIdentity(kept.sealed, { by: 'passphrase', passphrase }));
  });
  const byPasskey = useAct(async (say) => {
    if (passkey === undefined) return;
    say('Confirm with your passkey');
    unlock(await openIdentity(passkey.sealed, { by: 'passkey', credential: passkey.credential }));
  });
  return (
    <div className="stack">
      {passkey === undefined ? null : (
        <div>
          <Button look="main" busy={byPasskey.act.state === 'running'} onClick={() => void byPasskey.run()}>
            Unlock with the passkey
          </Button>
          <ActStatus act={byPasskey.act} />
        </div>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void byPassphrase.run();
        }}
      >
        <Field label="Passphrase of your key" hint={<code>{kept.recipient}</code>}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              required
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          )}
        </Field>
        <Button
          look={passkey === undefined ? 'main' : 'default'}
          type="submit"
          busy={byPassphrase.act.state === 'running'}
        >
          Unlock
        </Button>
        <ActStatus act={byPassphrase.act} />
      </form>
    </div>
  );
}
