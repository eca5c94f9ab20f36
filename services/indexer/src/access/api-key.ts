import { hash, randomBytes } from 'node:crypto';
import type { Bytes32 } from '@atoll/schemas/ids';

/** What a key looks like: an id that may be shown, and 256 random bits that may not. */
const form = /^atoll_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const letters = 'abcdefghijklmnopqrstuvwxyz012345';

/** A new key: the text that its holder keeps, and what is kept of it here. */
export function makeApiKey(): { key: string; keyId: string; digest: Bytes32 } {
  const keyId = Array.from(randomBytes(12), (byte) => letters[byte & 31]).join('');
  const key = `atoll_${keyId}_${randomBytes(32).toString('base64url')}`;
  return { key, keyId, digest: digestOf(key) };
}

/** The digest by which a key is found. */
export const digestOf = (key: string): Bytes32 => `0x${hash('sha256', key)}`;

/** Whether a text can be a key at all. */
export const isApiKey = (text: string): boolean => form.test(text);
