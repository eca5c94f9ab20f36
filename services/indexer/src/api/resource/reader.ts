import { type Transaction } from '../../store/connection.ts';
import { type ChainReader } from '../context.ts';
import { QueryTooCostly } from './errors.ts';
import { RowCache } from './row-cache.ts';
import { SnapshotGate } from './snapshot-gate.ts';
import { stampColumn } from './stamp.ts';
import { batchText, type BatchText, StatementBatches } from './statement-batches.ts';
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

/** A statement that is prepared: its number, and how several are asked together where they can be. */
interface Prepared {
  readonly number: number;
  readonly batch: BatchText | undefined;
}

/** Reads a chain's tables: the usual statements are prepared, put together, and their answers kept for as long as nothing is written. */
export function openReader(chain: ChainReader): Reader {
  const prepared = new Map<string, Prepared>();
  const gate = new SnapshotGate(async () => {
    const [row] = await chain.sql.unsafe<{ stamp: string | null }[]>(`select ${stampColumn}`, [], {
      prepare: true,
    });
    return row?.stamp ?? null;
  });
  const cache = new RowCache<Row>(gate, sizeOf);
  const batches = new StatementBatches<Row>({
    run: (text, arrays) =>
      chain.sql.unsafe<(Row & { asker: bigint })[]>(text, [...arrays], { prepare: true }),
  });
  const read = async ({ text, values }: Statement, prepare: boolean): Promise<Row | undefined> => {
    try {
      return await rowOf(chain.sql, { text, values }, prepare);
    } catch (error) {
      throw translated(error);
    }
  };
  const readTogether = async (
    { text, values }: Statement,
    batch: BatchText | undefined,
  ): Promise<Row | undefined> => {
    if (batch === undefined) return read({ text, values }, true);
    try {
      return await batches.ask(batch, values, (each) => rowOf(chain.sql, { text, values: each }, true));
    } catch (error) {
      throw translated(error);
    }
  };
  return {
    chain,
    run: (statement, { prepare }) => {
      const { text, values } = statement;
      if (!prepare) return read(statement, false);
      let known = prepared.get(text);
      if (known === undefined) {
        if (prepared.size >= mostPrepared) return read(statement, false);
        prepared.set(text, (known = { number: prepared.size, batch: batchText(text) }));
      }
      const { number, batch } = known;
      return cache.get(JSON.stringify([number, values]), () => readTogether(statement, batch));
    },
  };
}
