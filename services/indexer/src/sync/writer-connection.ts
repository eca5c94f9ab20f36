import { setTimeout as pause } from 'node:timers/promises';
import { connectTo, type Sql } from '../store/connection.ts';

/** Milliseconds between two tries of a process that stands by. */
const tryEveryMs = 200;

export interface WriterConnection {
  readonly sql: Sql;
  /** Aborts when the connection, and with it the lock, is lost. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/**
 * Becomes the one writer of a chain's tables: waits until no other process holds the lock and takes it. The lock lives as long as this one
 * connection, so a process that dies gives it up at once. Writing goes through this connection, and each batch proves itself
 * against the cursor: even a lock lost unseen could not let two writers interleave.
 *
 * @returns undefined when the signal aborts before the lock is free
 */
export async function becomeWriter(
  database: { url: string; chainId: number },
  signal: AbortSignal,
): Promise<WriterConnection | undefined> {
  const lost = new AbortController();
  const sql = connectTo({
    ...database,
    application: 'indexer writer',
    connections: 1,
    onClose: () => lost.abort(),
  });
  const close = () => sql.end({ timeout: 3 });
  try {
    while (!signal.aborted && !lost.signal.aborted) {
      const [row] = await sql<{ locked: boolean }[]>`
        select pg_try_advisory_lock(hashtextextended(${`atoll.indexer.writer.${database.chainId}`}, 0)) as locked`;
      if (row?.locked === true) return { sql, lost: lost.signal, close };
      await pause(tryEveryMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return undefined;
}
