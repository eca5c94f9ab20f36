import { sha256 as digest } from '@noble/hashes/sha2.js';

/** sha2-256 of bytes where there is no `node:crypto`: WebCrypto would make every reader of a block wait a turn. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest(bytes);
}
