import { useSyncExternalStore } from 'react';

function listen(changed: () => void): () => void {
  globalThis.addEventListener('hashchange', changed);
  return () => globalThis.removeEventListener('hashchange', changed);
}

/** What stands behind `#` in the address, and how to change it without a new page. */
export function useHash(): [string, (hash: string) => void] {
  const hash = useSyncExternalStore(listen, () => globalThis.location.hash.slice(1));
  return [hash, setHash];
}

function setHash(hash: string): void {
  globalThis.location.hash = hash;
}
