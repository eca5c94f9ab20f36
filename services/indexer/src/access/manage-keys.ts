import type { Quota } from '@atoll/server-kit/caller';
import type { Sql } from '../store/connection.ts';
import { makeApiKey } from './api-key.ts';
import { KeyUnknown } from './errors.ts';

/** The channel on which every process hears that keys have changed. */
export const keysChannel = 'atoll.keys';

export interface ListedKey {
  readonly keyId: string;
  readonly name: string;
  readonly quota: Quota;
  readonly createdAt: Date;
  readonly revokedAt: Date | undefined;
}

/** Makes a key. Its text is answered here and never again: only its digest is kept. */
export async function createKey(
  sql: Sql,
  input: { name: string; quota: Quota },
): Promise<{ key: string; keyId: string }> {
  const { key, keyId, digest } = makeApiKey();
  const { requestsPerMinute, streams, exportRows } = input.quota;
  await sql`
    insert into indexer.api_keys (key_id, name, digest, requests_per_minute, streams, export_rows)
    values (${keyId}, ${input.name}, decode(${digest.slice(2)}, 'hex'), ${requestsPerMinute}, ${streams}, ${exportRows})`;
  await sql.notify(keysChannel, keyId);
  return { key, keyId };
}

interface KeyRow {
  key_id: string;
  name: string;
  requests_per_minute: number;
  streams: number;
  export_rows: bigint;
  created_at: Date;
  revoked_at: Date | null;
}

export async function listKeys(sql: Sql): Promise<ListedKey[]> {
  const rows = await sql<KeyRow[]>`
    select key_id, name, requests_per_minute, streams, export_rows, created_at, revoked_at
    from indexer.api_keys order by created_at, key_id`;
  return rows.map((row) => ({
    keyId: row.key_id,
    name: row.name,
    quota: {
      requestsPerMinute: row.requests_per_minute,
      streams: row.streams,
      exportRows: Number(row.export_rows),
    },
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
  }));
}

/**
 * Takes a key back, at once in every process that listens. Its webhooks are sent nothing more.
 * @throws KeyUnknown
 */
export async function revokeKey(sql: Sql, keyId: string): Promise<void> {
  await sql.begin(async (transaction) => {
    const revoked = await transaction`
      update indexer.api_keys set revoked_at = coalesce(revoked_at, now()) where key_id = ${keyId} returning key_id`;
    if (revoked.length === 0) throw new KeyUnknown(keyId);
    // A statement of its own sees the webhooks that were made while this one waited for the key.
    await transaction`update indexer.webhooks set state = 'disabled' where key_id = ${keyId}`;
  });
  await sql.notify(keysChannel, keyId);
}
