import { createHash } from 'node:crypto';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Bytes32 } from '@atoll/schemas/ids';

/** sha-256 of the canonical JSON of a value. */
export function digestOf(value: unknown): Bytes32 {
  return `0x${createHash('sha256').update(canonicalJsonBytes(value)).digest('hex')}`;
}
