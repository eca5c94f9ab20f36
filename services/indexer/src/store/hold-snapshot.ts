import type { Sql, Transaction } from './connection.ts';

/** A read-only transaction that stays open until it is closed. */
export interface HeldSnapshot {
  readonly sql: Transaction;
  /** Gives the connection back. Never fails: what a statement failed with was told to whoever ran it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a snapshot that outlives the call. By `begin`, not by `reserve`: a connection that is opened for a `reserve` is never handed out where
 * the driver does not ask it for the array types (postgres.js 3.4, `src/connection.js`, ReadyForQuery).
 */
export async function holdSnapshot(sql: Sql): Promise<HeldSnapshot> {
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
