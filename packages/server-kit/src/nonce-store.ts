/** Remembers which nonces were used, so that a signed request cannot be sent twice. */
export interface NonceStore {
  /**
   * Uses a nonce. Answers false when it was used before.
   * @param input.expires unix seconds until which it must be remembered
   */
  use(input: { address: string; nonce: string; expires: bigint; now: bigint }): Promise<boolean>;
}

/**
 * Keeps nonces in memory until they expire. Enough for a service that runs as one process: after a restart a request
 * could be sent again, so what must never happen twice is guarded by its own state as well.
 *
 * @param input.capacity nonces kept at most; when it is full of unexpired ones, further requests are refused
 */
export function memoryNonceStore(input: { capacity?: number } = {}): NonceStore {
  const capacity = input.capacity ?? 100_000;
  const expiryByNonce = new Map<string, bigint>();
  let prunedAt = 0n;
  const prune = (now: bigint) => {
    for (const [key, expires] of expiryByNonce) if (expires < now) expiryByNonce.delete(key);
    prunedAt = now;
  };
  return {
    use: async ({ address, nonce, expires, now }) => {
      // Once a second at most: a flood must not make every request walk the whole map.
      if (now > prunedAt && expiryByNonce.size >= capacity / 2) prune(now);
      const key = `${address}:${nonce}`;
      if (expiryByNonce.has(key) || expiryByNonce.size >= capacity) return false;
      expiryByNonce.set(key, expires);
      return true;
    },
  };
}
