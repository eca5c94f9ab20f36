import { hash } from 'node:crypto';

/** sha2-256 of bytes; one native call (2.0 GB/s with SHA extensions, 0.37 GB/s without). */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
