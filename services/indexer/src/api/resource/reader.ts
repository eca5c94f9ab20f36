import { hash } from 'node:crypto';
import type { Transaction } from '../../store/connection.ts';
import { Turns } from '../../turns.ts';
import type { ChainReader } from '../context.ts';
import { changedRows } from './changed-rows.ts';
import type { Resource } from './compiled.ts';
import { QueryTooCostly, ReadGaveWay } from './errors.ts';
import { type Carrier, RowCache } from './row-cache.ts';
import { SnapshotGate } from './snapshot-gate.ts';
import { stampColumn } from './stamp.ts';
import { batchText, type BatchText, StatementBatches } from './statement-batches.ts';
import type { Statement } from './statement.ts';
import { TouchedRows } from './touched-rows.ts';
import type { Watch } from './watch.ts';

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

/** A body that was made of a row, and the block that it is as of. */
export interface Made {
  readonly body: string;
  readonly number: string;
  /** Without `0x`. */
  readonly hash: string;
}

/** An answer as it is sent. */
export interface Answer {
  readonly body: string | Buffer<ArrayBuffer>;
  /** Of the body; not made yet where it is missing. */
  readonly tag?: string;
  readonly number: string;
  readonly hash: string;
}

/** What is asked of a reader. */
export interface Question {
  readonly statement: Statement;
  /**
   * Tells the answer apart from those to all other questions, where it may be kept: the statement is one of a few then, which connections keep
   * prepared.
   */
  readonly key: string | undefined;
  /** What the answer depends on, where that is known. */
  readonly watch?: Watch | undefined;
  /** What is sent of the row; undefined while a backfill is under way. Throws where there is no such answer. */
  readonly make: (row: Row | undefined) => Made;
}

/** Reads one chain's tables. */
export interface Reader {
  readonly chain: ChainReader;
  readonly answer: (question: Question) => Promise<Answer>;
  /** Of pages of what is rare: each has a connection for a while. */
  readonly walks: Turns;
}

/** Statements that a connection keeps prepared; whoever asks for ever new ones has them planned each time. */
const mostPrepared = 500;

/** Pages of what is rare that are read at once: others have connections left. */
const walksAtOnce = 2;

const canceled = '57014';
/** Of who only reads, as here, a replica alone says so: of a conflict with its recovery. */
const gaveWay = '40001';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Whether Postgres ended a statement because it took too long. */
export const wasEnded = (error: unknown): boolean => hasCode(error, canceled);

/** What Postgres ended, because it took too long or was in a replica's way, as an error that says so. */
export function translated(error: unknown): unknown {
  if (hasCode(error, gaveWay)) return new ReadGaveWay(error);
  if (!wasEnded(error)) return error;
  return new QueryTooCostly(
    'the query took longer than one request may',
    'narrow it down: add a filter, or sort by what the filter orders',
    { cause: error },
  );
}

/**
 * The rows of a result, which is emptied: the driver's results hold on to one another until the next full collection of garbage, and with them
 * each answer's text, so that every small collection copied megabytes (5 ms instead of 1).
 */
function taken<R>(rows: R[]): R[] {
  return rows.splice(0);
}

/** Runs a statement on a connection that is in a transaction. */
export async function rowOf<R extends Row = Row>(
  sql: Pick<Transaction, 'unsafe'>,
  { text, values }: Statement,
  prepare = false,
): Promise<R | undefined> {
  const [row] = taken<R>(await sql.unsafe<R[]>(text, [...values], { prepare }));
  return row;
}

/** The entity tag of a body. */
export const tagOf = (body: string | Uint8Array): string => `"${hash('sha1', body, 'base64url')}"`;

/** Bytes in memory of their own: a small part of a piece that others share would keep the whole of it. */
function ownBytes(text: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

interface KeptAnswer extends Answer {
  readonly body: Buffer<ArrayBuffer>;
  readonly reorg: string;
  readonly stamp: string | null;
}

/** What an answer takes besides its body: its entry, key and tag. */
const overhead = 600;
const sizeOf = ({ body }: KeptAnswer) => body.byteLength + overhead;

/** A statement that is prepared, and how several are asked together where they can be. */
interface Prepared {
  readonly batch: BatchText | undefined;
}

/** How answers outlive commits. What blocks change is looked for in the tables alone that somebody asks for. */
function carriers({ sql }: ChainReader) {
  const byResource = new Map<Resource, TouchedRows>();
  const touchedOf = (resource: Resource): TouchedRows => {
    let touched = byResource.get(resource);
    if (touched === undefined)
      byResource.set(resource, (touched = new TouchedRows(changedRows(sql, resource))));
    return touched;
  };
  const readAt = ({ number, reorg }: KeptAnswer, generation: number) => ({
    number: Number(number),
    reorg,
    generation,
  });
  return (watch: Watch): Carrier<KeptAnswer> => {
    const touched = touchedOf(watch.resource);
    return {
      generation: () => touched.generation,
      reach: (stamp) => touched.reach(stamp),
      carry: (answer, generation) => {
        const { standing } = touched;
        if (standing === undefined || !touched.holds(readAt(answer, generation), watch)) return undefined;
        return { ...answer, number: String(standing.number), hash: standing.hash, stamp: standing.stamp };
      },
      mayCarry: (answer, generation) =>
        Number(answer.number) > (touched.standing?.number ?? -1) ||
        touched.holds(readAt(answer, generation), watch),
    };
  };
}

/** Reads rows of statements: those that are prepared together, where they can be. */
function openStatements({ sql }: ChainReader) {
  const prepared = new Map<string, Prepared>();
  const batches = new StatementBatches<Row>({
    run: async (text, arrays) =>
      taken(await sql.unsafe<(Row & { asker: bigint })[]>(text, [...arrays], { prepare: true })),
  });
  const batchOf = (text: string): Prepared | undefined => {
    let known = prepared.get(text);
    if (known === undefined && prepared.size < mostPrepared)
      prepared.set(text, (known = { batch: batchText(text) }));
    return known;
  };
  return async ({ text, values }: Statement, usual: boolean): Promise<Row | undefined> => {
    const known = usual ? batchOf(text) : undefined;
    try {
      if (known?.batch === undefined) return await rowOf(sql, { text, values }, known !== undefined);
      return await batches.ask(known.batch, values, (each) => rowOf(sql, { text, values: each }, true));
    } catch (error) {
      throw translated(error);
    }
  };
}

/**
 * Reads a chain's tables: the usual statements are prepared, put together, and their answers kept for as long as nothing is written that
 * they depend on.
 * @param keptBytes bytes of answers that are kept at most
 */
export function openReader(chain: ChainReader, keptBytes: number): Reader {
  const { sql } = chain;
  const gate = new SnapshotGate(async () => {
    // Without `simple: false` the driver would have a statement without parameters planned each time.
    const options = { prepare: true, simple: false };
    const [row] = taken(await sql.unsafe<{ stamp: string | null }[]>(`select ${stampColumn}`, [], options));
    return row?.stamp ?? null;
  });
  const cache = new RowCache<KeptAnswer>(gate, sizeOf, keptBytes);
  const carrierOf = carriers(chain);
  const read = openStatements(chain);
  return {
    chain,
    walks: new Turns(walksAtOnce),
    answer: async ({ statement, key, watch, make }) => {
      if (key === undefined) return make(await read(statement, false));
      const answer = async (): Promise<KeptAnswer> => {
        const row = await read(statement, true);
        const { body: text, number, hash: block } = make(row);
        const body = ownBytes(text);
        const { reorg = '', stamp = null } = row ?? {};
        return { body, tag: tagOf(body), number, hash: block, reorg, stamp };
      };
      const carrier = watch === undefined ? undefined : carrierOf(watch);
      // What is read is never undefined.
      return (await cache.get(key, answer, carrier)) ?? answer();
    },
  };
}
