import type { Sql } from './connection.ts';

/** Writes down why the mirror stands still, for processes that only read it; undefined: it does not. */
export async function keepPause(sql: Sql, why: string | undefined): Promise<void> {
  await sql`update mirror set paused = ${why ?? null} where paused is distinct from ${why ?? null}`;
}
