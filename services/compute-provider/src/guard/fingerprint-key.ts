import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import type { TokenRun } from './windows.ts';

/** What a fingerprint is of: a run of values in order, a row's values in any order, or bytes. */
export type FingerprintDomain = 'window' | 'row' | 'content';

/** Upper and lower half of a 64-bit fingerprint. */
export interface Fingerprint {
  high: number;
  low: number;
}

/** Makes fingerprints that say nothing to whoever lacks the dataset's secret. */
export type Fingerprinter = (
  domain: FingerprintDomain,
  run: TokenRun,
  from: number,
  to: number,
) => Fingerprint;

const domainNumbers = { window: 1, row: 2, content: 3 } as const satisfies Record<FingerprintDomain, number>;

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

export const SECRET_BYTES = 32;

/**
 * Keyed fingerprints: sha-256 of key and values, cut to 64 bits. With 192 bits cut off there is nothing to extend, so the key in
 * front is as good as HMAC (chop-MD; Coron, Dodis, Malinaud, Puniya, Crypto 2005), at a quarter of its time: 1.1 against 4.4 µs.
 */
export function createFingerprinter(secret: Uint8Array): Fingerprinter {
  const key = deriveKey(secret, 'atoll guard fingerprints');
  let message = Buffer.alloc(keyBytes + 1 + 8 * 64);
  key.copy(message);
  return (domain, run, from, to) => {
    const size = keyBytes + 1 + 8 * (to - from);
    if (size > message.length) {
      message = Buffer.alloc(size);
      key.copy(message);
    }
    message[keyBytes] = domainNumbers[domain];
    for (let at = from, place = keyBytes + 1; at < to; at++, place += 8) {
      message.writeUInt32LE(run.high[at] ?? 0, place);
      message.writeUInt32LE(run.low[at] ?? 0, place + 4);
    }
    const digest = hash('sha256', message.subarray(0, size), 'buffer');
    return { high: digest.readUInt32LE(0), low: digest.readUInt32LE(4) };
  };
}

/** Encrypts a table at rest: beside keyed fingerprints it holds a filter of cheap hashes, which would give values away. */
export function sealTable(secret: Uint8Array, table: Uint8Array): Uint8Array[] {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, 'atoll guard table'), iv);
  return [iv, cipher.update(table), cipher.final(), cipher.getAuthTag()];
}

/**
 * Undoes {@link sealTable}.
 * @throws Error where the bytes are not what was sealed under this secret
 */
export function openTable(secret: Uint8Array, sealed: Uint8Array): Uint8Array {
  const iv = sealed.subarray(0, ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(secret, 'atoll guard table'), iv);
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - tagBytes));
  const table = decipher.update(sealed.subarray(ivBytes, sealed.byteLength - tagBytes));
  decipher.final();
  return table;
}

function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes));
}
