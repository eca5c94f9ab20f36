import type { Bytes32 } from '@atoll/schemas/ids';
import type { Quota } from '@atoll/server-kit/caller';
import type { Logger } from '@atoll/server-kit/logger';
import type { Sql } from '../store/connection.ts';
import { keysChannel } from './manage-keys.ts';

export interface KnownKey {
  readonly keyId: string;
  readonly quota: Quota;
}

/** Every key that is valid, in memory: a request asks no database. */
export interface KeyDirectory {
  find(digest: Bytes32): KnownKey | undefined;
  close(): Promise<void>;
}

/** Milliseconds between two looks though nobody told of a change. */
const everyMs = 15_000;

async function readKeys(sql: Sql): Promise<Map<Bytes32, KnownKey>> {
  const rows = await sql<
    { key_id: string; digest: Bytes32; requests_per_minute: number; streams: number; export_rows: bigint }[]
  >`
    select key_id, '0x' || encode(digest, 'hex') as digest, requests_per_minute, streams, export_rows
    from indexer.api_keys where revoked_at is null`;
  return new Map(
    rows.map((row) => [
      row.digest,
      {
        keyId: row.key_id,
        quota: {
          requestsPerMinute: row.requests_per_minute,
          streams: row.streams,
          exportRows: Number(row.export_rows),
        },
      },
    ]),
  );
}

/** Reads all keys and keeps them as they are: told by the database at once, and looked at again every 15 seconds. */
export async function openKeyDirectory(input: { sql: Sql; logger: Logger }): Promise<KeyDirectory> {
  const { sql, logger } = input;
  let keys = await readKeys(sql);
  let reading: Promise<void> | undefined;
  let again = false;
  const read = async () => {
    do {
      again = false;
      keys = await readKeys(sql);
    } while (again);
  };
  const refresh = () => {
    again = true;
    reading ??= read()
      .catch((error: unknown) => {
        // The keys stay as they were; the next look comes by itself.
        logger.warn({ err: error }, 'the keys could not be read');
      })
      .finally(() => (reading = undefined));
  };
  const listening = await sql.listen(keysChannel, refresh, refresh);
  const timer = setInterval(refresh, everyMs).unref();
  return {
    find: (digest) => keys.get(digest),
    close: async () => {
      clearInterval(timer);
      await listening.unlisten();
      await reading;
    },
  };
}
