import { type Transaction } from '../../store/connection.ts';
import { type ChainReader } from '../context.ts';
import { QueryTooCostly } from './errors.ts';
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
export async function rowOf(sql: Pick<Transaction, 'unsafe'>, { text, values }: Statement): Promise<Row | undefined> {
  const [row] = await sql.unsafe<Row[]>(text, [...values]);
  return row;
}

export function openReader(chain: ChainReader): Reader {
  const prepared = new Set<string>();
  return {
    chain,
    run: async ({ text, values }, { prepare }) => {
      if (prepare && prepared.size < mostPrepared) prepared.add(text);
      try {
        const [row] = await chain.sql.unsafe<Row[]>(text, [...values], { prepare: prepared.has(text) });
        return row;
      } catch (error) {
        throw translated(error);
      }
    },
  };
}
