import { Address, Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';

/**
 * A key for results as this browser keeps it: sealed by a passphrase, and where its owner wanted it by a passkey as well. Never in clear.
 * An account has one for each time that it made or restored one: old results need old keys.
 */
export const KeptKey = z.object({
  account: Address,
  publicKey: Bytes32,
  /** `age1…` */
  recipient: z.string(),
  /** The recovery file: an armored age file under a passphrase. */
  sealed: z.string(),
  passkey: z.object({ credential: z.string(), sealed: z.string() }).optional(),
  createdAt: z.iso.datetime(),
  /** When its owner said that the recovery file is kept somewhere else. Nothing is ordered for a key without it. */
  savedAt: z.iso.datetime().optional(),
});
export type KeptKey = z.infer<typeof KeptKey>;

const database = 'atoll-keys';
const table = 'keys';

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(table, { keyPath: ['account', 'publicKey'] });
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing for this page'));
  });
}

async function using<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await settled(act(db.transaction(table, mode).objectStore(table)));
  } finally {
    db.close();
  }
}

/** The keys of an account, newest first. */
export async function listKeys(account: Address): Promise<KeptKey[]> {
  const all: unknown = await using('readonly', (store) => store.getAll());
  return z
    .array(KeptKey)
    .parse(all)
    .filter((key) => key.account === account)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Keeps a key, in the place of what was kept of it before. */
export async function keepKey(key: KeptKey): Promise<void> {
  await using('readwrite', (store) => store.put(key));
  // Asked, not relied upon: where the browser refuses it may clear the store when disk is short, and the recovery file remains.
  await navigator.storage?.persist?.();
}

/** Removes a key from this browser. */
export async function forgetKey(key: KeptKey): Promise<void> {
  await using('readwrite', (store) => store.delete([key.account, key.publicKey]));
}
