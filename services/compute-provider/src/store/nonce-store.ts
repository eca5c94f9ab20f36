import type { NonceStore } from '@atoll/server-kit/nonce-store';
import type { Context } from '../context.ts';

/** Nonces of signed requests in the database: a request that was used stays used across a restart. */
export function createNonceStore({ database: { sql } }: Pick<Context, 'database'>): NonceStore {
  let prunedAt = 0n;
  return {
    use: async ({ address, nonce, expires, now }) => {
      if (now > prunedAt + 60n) {
        prunedAt = now;
        await sql`delete from compute_provider.request_nonces where expires < ${now}`;
      }
      const inserted = await sql`
        insert into compute_provider.request_nonces (address, nonce, expires)
        values (${address}, ${nonce}, ${expires}) on conflict do nothing returning 1`;
      return inserted.length === 1;
    },
  };
}
