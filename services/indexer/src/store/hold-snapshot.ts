import type { Sql, Transaction } from './connection.ts';
import { identifyTables } from './cursor.ts';

/** A read-only transaction that stays open until it is closed, and what was begun in it. */
export interface HeldSnapshot<T> {
  readonly sql: Transaction;
  readonly begun: T;
  /** Gives the connection back. Never fails: what a statement failed with was told to whoever ran it. */
  readonly close: () => Promise<void>;
}

/**
 * By `begin`, not by `reserve`: a connection that is opened for a `reserve` is never handed out where the driver does not ask it for the
 * array types (postgres.js 3.4, `src/connection.js`, ReadyForQuery).
 */
async function open(sql: Sql): Promise<Omit<HeldSnapshot<unknown>, 'begun'>> {
  const opened = Promise.withResolvers<Transaction>();
  const closing = Promise.withResolvers<undefined>();
  const ended = sql
    .begin('isolation level repeatable read read only', async (transaction) => {
      opened.resolve(transaction);
      await closing.promise;
    })
    .catch((error: unknown) => opened.reject(error));
  return {
    sql: await opened.promise,
    close: async () => {
      closing.resolve(undefined);
      await ended;
    },
  };
}

/**
 * Opens a snapshot that outlives the call. Where a `reindex` puts other tables in the place of those of the projections before what is
 * begun has found its own, another one is opened: their latest rows are later than the first.
 *
 * @param begin opens what is read from then on, a cursor for example; called again then
 */
export async function holdSnapshot<T>(
  sql: Sql,
  begin: (transaction: Transaction) => Promise<T>,
): Promise<HeldSnapshot<T>> {
  for (;;) {
    const [before] = await identifyTables(sql);
    const held = await open(sql);
    try {
      const begun = await begin(held.sql);
      const [after] = await identifyTables(held.sql);
      if (after?.tables === before?.tables) return { ...held, begun };
    } catch (error) {
      await held.close();
      throw error;
    }
    await held.close();
  }
}
