import { RawLog } from '@atoll/chain/raw-log';
import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { decodeLog } from '../decode/decode-log.ts';
import { type Contracts, Emitters } from '../decode/emitters.ts';
import { projectionsOf } from '../project/projections.ts';
import { projectEvents } from './project-events.ts';
import { Changed, spoolFacts } from './save-rows.ts';
import { Spool } from './spool.ts';
import { backfillLimits } from './backfill.ts';
import { WorkingSet } from '../project/working-set.ts';
import { connectTo, marketSchema, readSchema, type Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { lockCursor } from './cursor.ts';
import { NothingToReindex, ReindexRunning } from './errors.ts';
import { makeDerived } from './go-live.ts';
import { migrateMarket } from './migrate-chain.ts';
import { rateFrom } from './reputations.ts';
import { addToTotals } from './totals.ts';

export interface ReindexParameters {
  url: string;
  chainId: number;
  /** Called after each batch. */
  onProgress?: (progress: { logs: number; of: number; block: number }) => void;
  /** Logs of a batch. Default 5,000. */
  batch?: number;
}

interface LogRow {
  block_number: bigint;
  log_index: bigint;
  block_hash: Bytes32;
  block_timestamp: bigint;
  transaction_hash: Bytes32;
  transaction_index: bigint;
  address: Address;
  topic0: Bytes32 | null;
  topic1: Bytes32 | null;
  topic2: Bytes32 | null;
  topic3: Bytes32 | null;
  data: Hex;
}

const rawLog = (row: LogRow): RawLog =>
  RawLog.of({
    address: row.address,
    topics: [row.topic0, row.topic1, row.topic2, row.topic3].filter((topic) => topic !== null),
    data: row.data,
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
    blockTimestamp: Number(row.block_timestamp),
    transactionHash: row.transaction_hash,
    transactionIndex: Number(row.transaction_index),
    logIndex: Number(row.log_index),
  });

/** The next logs up to a block, in their order: about `limit`, and whole blocks, since shares are known by a log that is not their first. */
async function readLogs(
  transaction: Transaction,
  after: number,
  upTo: number,
  limit: number,
): Promise<RawLog[]> {
  const rows = await transaction<LogRow[]>`
    select block_number, log_index, block_hash, block_timestamp, transaction_hash, transaction_index, address,
      topic0, topic1, topic2, topic3, data
    from logs
    where block_number > ${after} and block_number <= ${upTo} and block_number <= (
      select max(block_number) from (
        select block_number from logs
        where block_number > ${after} and block_number <= ${upTo}
        order by block_number, log_index limit ${limit}
      ) as first
    )
    order by block_number, log_index`;
  return rows.map(rawLog);
}

/** Builds projections from logs that are kept, in a schema beside the live one. */
class Rebuild {
  readonly #steps: ReturnType<typeof projectionsOf>;
  readonly #emitters: Emitters;
  readonly #batch: number;
  readonly #onApplied: (logs: number, block: number) => void;
  readonly #rows = new WorkingSet({ empty: true });
  #spool = new Spool();
  #block = -1;

  constructor(contracts: Contracts, batch: number, onApplied: (logs: number, block: number) => void) {
    this.#steps = projectionsOf(contracts);
    this.#emitters = new Emitters(contracts);
    this.#batch = batch;
    this.#onApplied = onApplied;
  }

  get block(): number {
    return this.#block;
  }

  /** Applies the logs up to a block. Above `final` it records how to undo them, as the live tables do. */
  async upTo(transaction: Transaction, block: number, final: number): Promise<void> {
    for (;;) {
      const logs = await readLogs(transaction, this.#block, block, this.#batch);
      const last = logs.at(-1);
      if (last === undefined) break;
      this.#emitters.discover(logs);
      const events = logs.flatMap((log) => decodeLog(this.#emitters, log) ?? []);
      await projectEvents(transaction, this.#rows, {
        ...{ steps: this.#steps, events, final },
        meanwhile: () => spoolFacts(this.#rows, this.#spool),
      });
      if (this.#spool.size >= backfillLimits.spool) await this.#write(transaction);
      this.#block = last.blockNumber;
      this.#onApplied(logs.length, last.blockNumber);
    }
    await this.#write(transaction);
  }

  async #write(transaction: Transaction): Promise<void> {
    const copies = new Copies(transaction);
    await new Changed(this.#rows, this.#spool).send(copies);
    await copies.done();
    this.#spool = new Spool();
    this.#rows.written();
    this.#rows.forget(backfillLimits.rows);
  }
}

/**
 * Rebuilds every projection of a chain from the logs that are kept, without asking any node, next to the live tables, and swaps the two in
 * one transaction: whoever reads finds the old rows or the new ones. The writer goes on meanwhile; what it commits is caught up with,
 * the last of it while it waits for the swap. A rebuild that is interrupted leaves the live tables as they are.
 *
 * @returns logs applied
 * @throws ReindexRunning, NothingToReindex
 * @example await reindex({ url, chainId: 31337, onProgress: ({ logs, of }) => bar.update(logs / of) });
 */
export async function reindex(input: ReindexParameters): Promise<{ logs: number; block: number }> {
  const { url, chainId, batch = 5000, onProgress } = input;
  const live = marketSchema(chainId);
  const [next, old] = [`${live}_next`, `${live}_old`];
  const sql = connectTo({ url, chainId, application: 'indexer reindex', connections: 1, market: next });
  try {
    const [row] = await sql<{ locked: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${`atoll.indexer.reindex.${chainId}`}, 0)) as locked`;
    if (row?.locked !== true) throw new ReindexRunning(chainId);
    const [there] = await sql<{ there: boolean }[]>`
      select to_regclass(${`${readSchema(chainId)}.cursor`}) is not null as there`;
    if (there?.there !== true) throw new NothingToReindex(chainId);
    const [mirror] = await sql<
      { contracts: Contracts; phase: string }[]
    >`select contracts, phase from mirror`;
    if (mirror?.phase !== 'live') throw new NothingToReindex(chainId);

    await sql`drop schema if exists ${sql(next)} cascade`;
    await migrateMarket(sql, next);
    const [counted] = await sql<{ count: bigint }[]>`select count(*) from logs`;
    let logs = 0;
    const rebuild = new Rebuild(mirror.contracts, batch, (applied, block) => {
      logs += applied;
      onProgress?.({ logs, of: Math.max(logs, Number(counted?.count ?? 0n)), block });
    });
    // What is final never changes again, so it needs no lock, however long it takes.
    for (let behind = Infinity; behind > 0;) {
      behind = await sql.begin(async (transaction) => {
        await transaction`set local synchronous_commit = off`;
        const [found] = await transaction<{ finalized: bigint }[]>`select finalized from mirror`;
        const final = Number(found?.finalized ?? 0n);
        const before = rebuild.block;
        await rebuild.upTo(transaction, final, final);
        return rebuild.block - before;
      });
    }
    const summed = rebuild.block;
    await sql.begin((transaction) => makeDerived(transaction, summed));
    // The rest is read while the writer waits: at most the blocks above finality and what became final since.
    const block = await sql.begin(async (transaction) => {
      const { cursor, finalized } = await lockCursor(transaction);
      const last = cursor?.number ?? -1;
      await rebuild.upTo(transaction, last, finalized);
      await addToTotals(transaction, summed, last, 1);
      await rateFrom(transaction, summed);
      await transaction`drop schema if exists ${transaction(old)} cascade`;
      await transaction`alter schema ${transaction(live)} rename to ${transaction(old)}`;
      await transaction`alter schema ${transaction(next)} rename to ${transaction(live)}`;
      return last;
    });
    // By itself, because it waits for whoever still reads the old rows.
    await sql`drop schema ${sql(old)} cascade`;
    return { logs, block };
  } finally {
    // A connection that was lost never says that it has ended.
    await sql.end({ timeout: 1 });
  }
}
