import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from './connection.ts';

/** Milliseconds that an attempt waits for a lock: less than Postgres takes to look for a deadlock, by which it would end either of the two. */
const attemptMs = 100;
const betweenMs = 500;

const lockTimedOut = '55P03';

/**
 * Drops a schema that nobody finds any more, once those who found it before have read it: an export, for half an hour. Whoever reads one of
 * its tables may still come to the next, so an attempt holds those that it has locked for a moment only.
 */
export async function dropUnread(sql: Sql, schema: string): Promise<void> {
  for (;;) {
    try {
      await sql.begin(async (transaction) => {
        await transaction`select set_config('lock_timeout', ${String(attemptMs)}, true)`;
        await transaction`drop schema if exists ${transaction(schema)} cascade`;
      });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === lockTimedOut)) throw error;
    }
    await pause(betweenMs);
  }
}
