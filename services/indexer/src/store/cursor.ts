import { type Bytes32 } from '@atoll/schemas/ids';
import { type Sql, type Transaction } from './connection.ts';

/** The last committed block. */
export interface Cursor {
  number: number;
  hash: Bytes32;
  /** Seconds. */
  timestamp: number;
}

interface CursorRow {
  number: bigint;
  hash: Bytes32;
  timestamp: bigint;
}

const cursorOf = (row: CursorRow | undefined): Cursor | undefined =>
  row === undefined
    ? undefined
    : { number: Number(row.number), hash: row.hash, timestamp: Number(row.timestamp) };

export async function readCursor(sql: Sql): Promise<Cursor | undefined> {
  const [row] = await sql<CursorRow[]>`select number, hash, timestamp from indexer.cursor`;
  return cursorOf(row);
}

/**
 * Locks the mirror for the rest of the transaction and reads its cursor. Whoever else writes waits here, then sees the cursor moved.
 * The lock is the row that is always there; the cursor is not, before the first batch.
 */
export async function lockCursor(
  transaction: Transaction,
): Promise<{ cursor: Cursor | undefined; finalized: number }> {
  const [mirror] = await transaction<{ finalized: bigint }[]>`
    select finalized from indexer.mirror for update`;
  const [row] = await transaction<CursorRow[]>`select number, hash, timestamp from indexer.cursor`;
  return { cursor: cursorOf(row), finalized: Number(mirror?.finalized ?? 0n) };
}

export async function moveCursor(transaction: Transaction, to: Cursor): Promise<void> {
  await transaction`
    insert into indexer.cursor (number, hash, timestamp) values (${to.number}, ${to.hash}, ${to.timestamp})
    on conflict (id) do update set number = excluded.number, hash = excluded.hash, timestamp = excluded.timestamp`;
}
