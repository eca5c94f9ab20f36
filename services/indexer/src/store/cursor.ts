import type { Bytes32 } from '@atoll/schemas/ids';
import type { Sql, Transaction } from './connection.ts';
import { CursorMoved } from './errors.ts';

/** The last committed block. */
export interface Cursor {
  number: number;
  hash: Bytes32;
  /** Seconds. */
  timestamp: number;
}

/** Whether totals and secondary indexes are still to be made, or are kept with every commit. */
export type Phase = 'backfill' | 'live';

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
  const [row] = await sql<CursorRow[]>`select number, hash, timestamp from cursor`;
  return cursorOf(row);
}

export interface LockedMirror {
  readonly cursor: Cursor | undefined;
  readonly finalized: number;
  readonly phase: Phase;
  /** Another one once a `reindex` has put other tables in the place of those of the projections. */
  readonly tables: string;
}

/** Which tables the projections are in: another answer once a `reindex` has put others in their place. */
export const identifyTables = (sql: Sql | Transaction) =>
  sql<{ tables: string | null }[]>`select to_regclass('jobs')::oid::text as tables`;

/**
 * Locks the mirror for the rest of the transaction and reads its cursor. Whoever else writes waits here, then sees the cursor moved.
 * The lock is the row that is always there; the cursor is not, before the first batch.
 */
export async function lockCursor(transaction: Transaction): Promise<LockedMirror> {
  // Sent at once and done in this order: the others see what is there once the first has the lock. What the first one selects it has
  // looked up before it waits.
  const [[mirror], [row], [is]] = await Promise.all([
    transaction<{ finalized: bigint; phase: Phase }[]>`select finalized, phase from mirror for update`,
    transaction<CursorRow[]>`select number, hash, timestamp from cursor`,
    identifyTables(transaction),
  ]);
  return {
    cursor: cursorOf(row),
    finalized: Number(mirror?.finalized ?? 0n),
    phase: mirror?.phase ?? 'backfill',
    tables: is?.tables ?? '',
  };
}

/**
 * Locks the mirror, if it stands where a batch begins.
 * @throws CursorMoved
 */
export async function lockAt(transaction: Transaction, after: Cursor | undefined): Promise<LockedMirror> {
  const found = await lockCursor(transaction);
  if (found.cursor?.hash !== after?.hash || found.cursor?.number !== after?.number) {
    throw new CursorMoved({ expected: after?.number, found: found.cursor?.number });
  }
  return found;
}

export async function moveCursor(transaction: Transaction, to: Cursor): Promise<void> {
  await transaction`
    insert into cursor (number, hash, timestamp) values (${to.number}, ${to.hash}, ${to.timestamp})
    on conflict (id) do update set number = excluded.number, hash = excluded.hash, timestamp = excluded.timestamp`;
}
