import { type Logger } from '@atoll/server-kit/logger';
import { z } from 'zod';
import { type Sql } from '../store/connection.ts';
import { changesChannel } from '../store/publish-changes.ts';

const ChangeRow = z.object({ id: z.bigint(), kind: z.string(), body: z.unknown() });
export type ChangeRow = z.infer<typeof ChangeRow>;

/** What every listener of a process reads from. */
export interface ChangeFeed {
  /** The id of the last change so far; 0 before the first. */
  newest(): Promise<bigint>;
  /** Changes after an id, as they come, until the signal aborts. */
  follow(after: bigint, signal: AbortSignal): AsyncGenerator<ChangeRow, void, undefined>;
  close(): Promise<void>;
}

/** Most changes that one query takes. */
const atOnce = 500;

async function readAfter(sql: Sql, after: bigint): Promise<ChangeRow[]> {
  const rows = await sql`
    select id, kind, body from indexer.changes where id > ${after} order by id limit ${atOnce}`;
  return z.array(ChangeRow).parse(rows);
}

async function newest(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ id: bigint }[]>`select coalesce(max(id), 0) as id from indexer.changes`;
  return row?.id ?? 0n;
}

/** Listens to the writer, whichever process that is, on one connection. */
export async function openChangeFeed(sql: Sql, logger: Logger): Promise<ChangeFeed> {
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
    waiting.clear();
  };
  // After a reconnect something may have been missed: everyone looks again.
  const listening = await sql.listen(changesChannel, wake, () => {
    logger.debug('listening for changes');
    wake();
  });

  async function* follow(after: bigint, signal: AbortSignal) {
    let last = after;
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!signal.aborted) {
        // Registered before the look, so that a change between look and wait is not slept through.
        const changed = new Promise<void>((resolve) => waiting.add(resolve));
        const rows = await readAfter(sql, last);
        for (const row of rows) {
          yield row;
          last = row.id;
        }
        if (rows.length === 0 && !signal.aborted) await changed;
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  return { newest: () => newest(sql), follow, close: () => listening.unlisten() };
}
