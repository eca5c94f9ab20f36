import type { Address } from '@atoll/schemas/ids';
import { type ReactNode, useState } from 'react';
import { Button } from '../button.tsx';
import { Loaded } from '../loading.tsx';
import type { KeptKey } from './key-store.ts';
import { MakeKey, RestoreKey } from './make-key.tsx';
import { SaveRecovery } from './save-recovery.tsx';
import { currentKey, useKeys } from './use-keys.ts';

/** Shows its children once the account has a key whose recovery file is kept, and until then how to get there. */
export function NeedsKey({ account, children }: { account: Address; children: (key: KeptKey) => ReactNode }) {
  const keys = useKeys(account);
  return (
    <Loaded query={keys} what="Looking for your key">
      {(kept) => {
        const key = currentKey(kept);
        if (key !== undefined) return <>{children(key)}</>;
        const fresh = kept[0];
        return (
          <section className="card" aria-label="Your key for results">
            <h2>Your key for results</h2>
            {fresh === undefined ? <FirstKey account={account} /> : <SaveRecovery kept={fresh} />}
          </section>
        );
      }}
    </Loaded>
  );
}

/** Says what a key is, and makes or restores one. */
export function FirstKey({ account }: { account: Address }) {
  const [restoring, setRestoring] = useState(false);
  return (
    <>
      <p>
        Results are encrypted so that only you can open them. The key (age, X25519) is made in this browser
        and kept here, sealed by your passphrase; it is never sent anywhere.
      </p>
      {restoring ? <RestoreKey account={account} /> : <MakeKey account={account} />}
      <p>
        <Button look="plain" onClick={() => setRestoring(!restoring)}>
          {restoring ? 'Make a new key instead' : 'I have a recovery file'}
        </Button>
      </p>
    </>
  );
}
