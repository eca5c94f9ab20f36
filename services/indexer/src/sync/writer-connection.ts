import { setTimeout as pause } from 'node:timers/promises';
import { connectTo, type Sql } from '../store/connection.ts';

/** Milliseconds between two tries of a process that stands by. */
const tryEveryMs = 200;
/** Milliseconds between two signs of life of the writer. */
const signEveryMs = 500;
/** Milliseconds without one after which the database takes the lock from a writer: frozen, or beyond a dead network. */
const silenceMs = 2000;

/** What has the database end a session, whatever it is at, soon after nobody is there any more to hear of it. */
export const endedWithProcess = { client_connection_check_interval: '1000' } as const;

/**
 * What the database is told about the writer's session, so that it ends soon after its process can no longer be heard. A session that waits
 * ends by its own clock; one that runs a statement, when the network has not acknowledged anything for as long.
 */
const sessionSettings = {
  idle_session_timeout: `${silenceMs}`,
  // Between two statements of a transaction rows are folded in memory: longer than that takes.
  idle_in_transaction_session_timeout: '10000',
  tcp_keepalives_idle: '1',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '1',
  tcp_user_timeout: `${silenceMs}`,
  ...endedWithProcess,
};

export interface WriterConnection {
  readonly sql: Sql;
  /** Aborts when the connection, and with it the lock, is lost. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/**
 * Becomes the one writer of a chain's tables: waits until no other process holds the lock and takes it. The lock lives as long as this one
 * connection. It is free at once when the process dies, and within 2 to 3 seconds when the process freezes or its network dies, because
 * the database then hears no sign of life. A writer that lost its lock cannot write: its connection is ended and never opened anew. And
 * each batch proves itself against the cursor: even a lock lost unseen could not let two writers interleave.
 *
 * @param onHeld called when another process was found to hold the lock
 * @returns undefined when the signal aborts before the lock is free
 */
export async function becomeWriter(
  database: { url: string; chainId: number },
  signal: AbortSignal,
  onHeld?: () => void,
): Promise<WriterConnection | undefined> {
  const lost = new AbortController();
  const sql = connectTo({
    ...database,
    application: 'indexer writer',
    connections: 1,
    onClose: () => {
      lost.abort();
      // A new connection would come without the lock.
      void close();
    },
  });
  let asking = false;
  const signs = setInterval(() => {
    // While a transaction runs it is the sign, and further ones would only queue up behind it.
    if (asking || lost.signal.aborted) return;
    asking = true;
    // One that fails ends the connection, which is what `lost` tells.
    sql`select 1`.catch(() => lost.abort()).finally(() => (asking = false));
  }, signEveryMs).unref();
  let closing: Promise<void> | undefined;
  const close = () => {
    clearInterval(signs);
    // Whatever was to be committed is by now; of a connection that is broken nothing more will be heard.
    return (closing ??= sql.end({ timeout: 0.1 }));
  };
  try {
    await configure(sql);
    while (!signal.aborted && !lost.signal.aborted) {
      const [row] = await sql<{ locked: boolean }[]>`
        select pg_try_advisory_lock(hashtextextended(${`atoll.indexer.writer.${database.chainId}`}, 0)) as locked`;
      if (row?.locked === true) return { sql, lost: lost.signal, close };
      onHeld?.();
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

async function configure(sql: Sql): Promise<void> {
  for (const [name, value] of Object.entries(sessionSettings)) {
    await sql`select set_config(${name}, ${value}, false)`;
  }
}
