import { useSyncExternalStore } from 'react';

function listen(changed: () => void): () => void {
  globalThis.addEventListener('hashchange', changed);
  return () => globalThis.removeEventListener('hashchange', changed);
}

/** What stands behind `#` in the address, and how to go to another part of the page. Every step can be gone back. */
export function useHash(): [string, (hash: string) => void] {
  const hash = useSyncExternalStore(listen, () => globalThis.location.hash.slice(1));
  return [
    hash,
    (next) => {
      globalThis.location.hash = next;
    },
  ];
}
