import type { OutboxEntry, OutboxStore } from './outbox-types.ts';

/** An outbox store that forgets when the process ends: for tests and tools, never for a service. */
export function memoryOutboxStore(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  const of = (sender: string) => [...entries.values()].filter((entry) => entry.sender === sender);
  return {
    find: (key) => Promise.resolve(entries.get(key)),
    highestNonce: (sender) =>
      Promise.resolve(
        of(sender).reduce<number | undefined>((most, { nonce }) => Math.max(most ?? 0, nonce), undefined),
      ),
    insert: (entry) => {
      const taken = entries.has(entry.key) || of(entry.sender).some((other) => other.nonce === entry.nonce);
      if (!taken) entries.set(entry.key, entry);
      return Promise.resolve(!taken);
    },
    update: (entry) => {
      entries.set(entry.key, entry);
      return Promise.resolve();
    },
    unfinished: (sender) =>
      Promise.resolve(
        of(sender)
          .filter((entry) => entry.state !== 'final')
          .sort((a, b) => a.nonce - b.nonce),
      ),
  };
}
