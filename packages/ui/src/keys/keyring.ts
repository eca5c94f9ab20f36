import type { Bytes32 } from '@atoll/schemas/ids';
import type { AgeIdentity } from '@atoll/sdk/recipient';
import { useSyncExternalStore } from 'react';

/**
 * Identities in clear, by public key: in the memory of this tab alone, from unlocking to locking. It stands outside of React so that
 * going from page to page does not lock it, and ends with the tab.
 */
const unlocked = new Map<Bytes32, AgeIdentity>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Holds an identity in clear until it is locked or the tab is closed. */
export function unlock(identity: AgeIdentity): void {
  unlocked.set(identity.publicKey, identity);
  tell();
}

/** Forgets one identity, or all. */
export function lock(publicKey?: Bytes32): void {
  if (publicKey === undefined) unlocked.clear();
  else unlocked.delete(publicKey);
  tell();
}

/** The identity in clear, while it is unlocked. */
export function useUnlocked(publicKey: Bytes32): AgeIdentity | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => unlocked.get(publicKey),
  );
}
