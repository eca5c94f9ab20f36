import { type Transaction } from '../../store/connection.ts';
import { type ChainReader } from '../context.ts';
import { QueryTooCostly } from './errors.ts';
import { RowCache } from './row-cache.ts';
import { SnapshotGate } from './snapshot-gate.ts';
import { stampColumn } from './stamp.ts';
import { type Statement } from './statement.ts';

/** What a statement of a page or an item answers. */
export interface Row {
  /** The block that is answered for; null where it is older than what is kept. */
  readonly number: string | null;
  readonly hash: string | null;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly reorg: string;
  /** The lowest ancestor of the reorgs since the cursor. */
  readonly ancestor: string | null;
  readonly items: string | null;
  readonly place: string | null;
  /** The snapshot that it was read in; null on a replica, which cannot tell. */
  readonly stamp: string | null;
}

/** Reads one chain's tables. */
export interface Reader {
  readonly chain: ChainReader;
  /** undefined where nothing is indexed. */
  readonly run: (statement: Statement, options: { prepare: boolean }) => Promise<Row | undefined>;
}

/** Statements that a connection keeps prepared; whoever asks for ever new ones has them planned each time. */
const mostPrepared = 500;

const canceled = '57014';

/** What Postgres refused because it took too long, as an error that says so. */
export function translated(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== canceled) return error;
  return new QueryTooCostly(
    'the query took longer than one request may',
    'narrow it down: add a filter, or sort by what the filter orders',
    error,
  );
}

/** Runs a statement on a connection that is in a transaction. */
export async function rowOf(
  sql: Pick<Transaction, 'unsafe'>,
  { text, values }: Statement,
  prepare = false,
): Promise<Row | undefined> {
  const [row] = await sql.unsafe<Row[]>(text, [...values], { prepare });
  return row;
}

const sizeOf = ({ items, place }: Row) => (items?.length ?? 0) + (place?.length ?? 0) + 500;

/** Reads a chain's tables: the usual statements are prepared, and their answers kept for as long as nothing is written. */
export function openReader(chain: ChainReader): Reader {
  /** Numbers of the statements that are prepared, by their texts. */
  const prepared = new Map<string, number>();
  const gate = new SnapshotGate(async () => {
    const [row] = await chain.sql.unsafe<{ stamp: string | null }[]>(`select ${stampColumn}`, [], {
      prepare: true,
    });
    return row?.stamp ?? null;
  });
  const cache = new RowCache<Row>(gate, sizeOf);
  const read = async ({ text, values }: Statement, prepare: boolean): Promise<Row | undefined> => {
    try {
      const [row] = await chain.sql.unsafe<Row[]>(text, [...values], { prepare });
      return row;
    } catch (error) {
      throw translated(error);
    }
  };
  return {
    chain,
    run: (statement, { prepare }) => {
      const { text, values } = statement;
      if (!prepare) return read(statement, false);
      let number = prepared.get(text);
      if (number === undefined) {
        if (prepared.size >= mostPrepared) return read(statement, false);
        prepared.set(text, (number = prepared.size));
      }
      return cache.get(JSON.stringify([number, values]), () => read(statement, true));
    },
  };
}
