import type { Address } from '@atoll/schemas/ids';
import type { Sql } from '../database.ts';

/** A session as it is kept: of its token only the hash. Times are unix seconds. */
export interface StoredSession {
  readonly tokenHash: string;
  readonly address: Address;
  readonly chainId: number;
  /** The origin of the page that signed in. */
  readonly origin: string;
  /** A cookie for the service's own pages, a bearer token for a listed page elsewhere. */
  readonly via: 'cookie' | 'bearer';
  readonly userAgent: string;
  readonly created: bigint;
  readonly expires: bigint;
}

/** What a session has to match beside its token. */
export type SessionQuery = Pick<StoredSession, 'tokenHash' | 'chainId' | 'origin' | 'via'> & { now: bigint };

/** Where sign-ins are kept. */
export interface SignInStore {
  /** The key that nonces are marked with; the same for every process of the service. */
  nonceKey(fresh: string): Promise<string>;
  /** Uses a nonce. Answers false when it was used before. */
  useNonce(input: { nonce: string; expires: bigint; now: bigint }): Promise<boolean>;
  /** Keeps a session; of an account's living ones the newest `keep` stay. */
  add(session: StoredSession, keep: number): Promise<void>;
  /** A living session; one query whatever is wrong with it. */
  find(query: SessionQuery): Promise<{ address: Address; expires: bigint } | undefined>;
  revoke(input: { tokenHash: string; now: bigint }): Promise<void>;
  revokeAll(input: { address: Address; now: bigint }): Promise<void>;
}

/** How often expired rows are cleared away, in seconds. */
const pruneSeconds = 60n;

/**
 * Sign-ins in the tables `sign_in_key`, `sign_in_nonces` and `sessions` of a service's own Postgres schema; each service has them by a
 * migration of its own.
 *
 * @param input.schema e.g. `marketplace`
 */
export function sqlSignInStore({ sql, schema }: { sql: Sql; schema: string }): SignInStore {
  const own = sql(schema);
  let prunedAt = 0n;
  const prune = async (now: bigint) => {
    if (now <= prunedAt + pruneSeconds) return;
    prunedAt = now;
    await sql`delete from ${own}.sign_in_nonces where expires <= ${now}`;
    await sql`delete from ${own}.sessions where expires <= ${now}`;
  };
  return {
    nonceKey: async (fresh) => {
      await sql`insert into ${own}.sign_in_key (key) values (${fresh}) on conflict do nothing`;
      const [row] = await sql<{ key: string }[]>`select key from ${own}.sign_in_key`;
      if (row === undefined) throw new TypeError('the key of nonces was removed while it was read');
      return row.key;
    },
    useNonce: async ({ nonce, expires, now }) => {
      await prune(now);
      const used = await sql`
        insert into ${own}.sign_in_nonces (nonce, expires) values (${nonce}, ${expires})
        on conflict do nothing returning 1`;
      return used.length === 1;
    },
    add: async (session, keep) => {
      const { tokenHash, address, chainId, origin, via, userAgent, created, expires } = session;
      await sql.begin(async (transaction) => {
        await transaction`
          insert into ${own}.sessions (token_hash, address, chain_id, origin, via, user_agent, created, expires)
          values (${tokenHash}, ${address}, ${chainId}, ${origin}, ${via}, ${userAgent}, ${created}, ${expires})`;
        await transaction`
          delete from ${own}.sessions where token_hash in (
            select token_hash from ${own}.sessions where address = ${address} and token_hash <> ${tokenHash}
            order by created desc, token_hash offset ${keep - 1})`;
      });
    },
    find: async ({ tokenHash, chainId, origin, via, now }) => {
      const [row] = await sql<{ address: Address; expires: bigint }[]>`
        select address, expires from ${own}.sessions
        where token_hash = ${tokenHash} and chain_id = ${chainId} and origin = ${origin} and via = ${via}
          and expires > ${now} and revoked is null`;
      return row;
    },
    revoke: async ({ tokenHash, now }) => {
      await sql`
        update ${own}.sessions set revoked = ${now} where token_hash = ${tokenHash} and revoked is null`;
    },
    revokeAll: async ({ address, now }) => {
      await sql`update ${own}.sessions set revoked = ${now} where address = ${address} and revoked is null`;
    },
  };
}
