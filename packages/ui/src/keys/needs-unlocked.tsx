import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { AgeIdentity } from '@atoll/sdk/recipient';
import type { ReactNode } from 'react';
import { Loaded } from '../loading.tsx';
import { useUnlocked } from './keyring.ts';
import { RestoreKey } from './make-key.tsx';
import { UnlockKey } from './unlock-key.tsx';
import { useKeys } from './use-keys.ts';

/** Shows its children once the key with this public key is unlocked, and until then how to unlock or restore it. */
export function NeedsUnlocked(input: {
  account: Address;
  publicKey: Bytes32;
  children: (identity: AgeIdentity) => ReactNode;
}) {
  const { account, publicKey } = input;
  const identity = useUnlocked(publicKey);
  const keys = useKeys(account);
  if (identity !== undefined) return <>{input.children(identity)}</>;
  return (
    <Loaded query={keys} what="Looking for your key">
      {(kept) => {
        const key = kept.find((each) => each.publicKey === publicKey);
        if (key !== undefined) return <UnlockKey kept={key} />;
        return (
          <>
            <p className="notice warn">
              This browser does not have the key that the result is encrypted to. Restore it from its recovery
              file, or have the result encrypted anew for another key on the device that has it.
            </p>
            <RestoreKey account={account} />
          </>
        );
      }}
    </Loaded>
  );
}
