import type { BlockReference, FollowedBlock } from '@atoll/chain/follow-types';
import { compareLogs } from '@atoll/chain/follow/log-order';
import type { RawLog } from '@atoll/chain/raw-log';
import { decodeLog } from '../decode/decode-log.ts';
import { type Contracts, Emitters } from '../decode/emitters.ts';
import type { PlacedEvent } from '../decode/market-event.ts';
import { fold } from '../project/fold.ts';
import type { AnyStep } from '../project/projection.ts';
import { projectionsOf } from '../project/projections.ts';
import { WorkingSet } from '../project/working-set.ts';
import { allEnded } from './all-ended.ts';
import { blockCodec } from './codecs.ts';
import type { Sql, Transaction } from './connection.ts';
import { type Cursor, identifyTables, lockAt, moveCursor, type Phase } from './cursor.ts';
import { copyLogs, fewLogs, insertLogs, makePartitions, type NamedLog, partitionsOf } from './insert-logs.ts';
import { KeptRows } from './kept-rows.ts';
import { changesOf, publishChanges } from './publish-changes.ts';
import { readRows } from './read-rows.ts';
import { rateFrom } from './reputations.ts';
import { sendRows } from './save-rows.ts';
import { addToTotals } from './totals.ts';

/** Where a chain's events go: a connection that finds its tables, and what its contracts are. */
export interface Store {
  /** The connection that holds the writer's lock. */
  readonly sql: Sql;
  readonly chainId: number;
  readonly emitters: Emitters;
  readonly steps: ReadonlyMap<string, readonly AnyStep[]>;
  /** Blocks on top of a block before its rows count as final. */
  readonly finality: number;
  /** What blocks at the head have in memory. */
  readonly kept: KeptRows;
}

export interface Batch {
  readonly blocks: readonly FollowedBlock[];
  readonly logs: readonly RawLog[];
  readonly head: BlockReference;
}

export interface Committed {
  readonly cursor: Cursor;
  readonly events: number;
  /** Logs that no decoder took. */
  readonly undecoded: number;
  /** Events that speak of something the mirror has never heard of. */
  readonly dangling: number;
}

/** The store of a deployment, with the shares that were made so far. */
export async function openStore(input: {
  sql: Sql;
  chainId: number;
  contracts: Contracts;
  finality: number;
}): Promise<Store> {
  const { sql, chainId, contracts, finality } = input;
  const shares = await sql<{ share_token: `0x${string}` }[]>`select share_token from share_tokens`;
  const emitters = new Emitters(
    contracts,
    shares.map(({ share_token }) => share_token),
  );
  return { sql, chainId, emitters, steps: projectionsOf(contracts), finality, kept: new KeptRows() };
}

interface Decoded {
  /** The last block. */
  readonly cursor: Cursor;
  readonly events: PlacedEvent[];
  readonly named: NamedLog[];
}

/** Where the mirror stands as a batch is written. */
interface Place {
  /** The last block before the batch. */
  readonly from: number;
  /** The last block that is final. */
  readonly final: number;
  readonly phase: Phase;
}

/**
 * A batch, read as events of the market. Its logs are in their order and each is there once: a backfill has no keys yet that would refuse
 * a second one.
 */
export function decodeBatch(emitters: Emitters, { blocks, logs }: Batch): Decoded {
  const last = blocks.at(-1);
  if (last === undefined) throw new TypeError('a batch holds at least its last block');
  emitters.discover(logs);
  const events: PlacedEvent[] = [];
  let before: RawLog | undefined;
  const named = logs.map((log): NamedLog => {
    if (before !== undefined && compareLogs(before, log) >= 0) {
      throw new TypeError(
        `log ${log.logIndex} of block ${log.blockNumber} does not follow the one before it`,
      );
    }
    before = log;
    const event = decodeLog(emitters, log);
    if (event !== undefined) events.push(event);
    return { log, name: event?.name };
  });
  return { cursor: { number: last.number, hash: last.hash, timestamp: last.timestamp }, events, named };
}

/** Writes down blocks above finality, and how far the mirror is. The last final block stays as the anchor below which nothing is undone. */
export async function moveTo(
  transaction: Transaction,
  input: { blocks: readonly FollowedBlock[]; cursor: Cursor; final: number },
): Promise<void> {
  const { blocks, cursor } = input;
  const final = Math.min(input.final, cursor.number);
  const rows = blocks.filter(({ number }) => number >= final);
  const json = `[${rows
    .map(({ number, hash, parentHash: parent_hash, timestamp }) =>
      blockCodec.json({ number, hash, parent_hash, timestamp }),
    )
    .join(',')}]`;
  await Promise.all([
    transaction`
      insert into blocks (number, hash, parent_hash, timestamp)
      select number, hash, parent_hash, timestamp from jsonb_populate_recordset(null::blocks, (${json}::text)::jsonb)`,
    moveCursor(transaction, cursor),
    transaction`update mirror set finalized = greatest(finalized, ${final})`,
  ]);
}

/** The digests of documents that events name. */
export const documentsOf = (events: readonly PlacedEvent[]): string[] =>
  events.flatMap((event) =>
    event.name === 'assetRegistry.AssetPublished' || event.name === 'assetRegistry.AssetVersioned'
      ? [event.metadataDigest]
      : [],
  );

/** Documents that new versions name, to be fetched; those known already stay as they are. */
export async function expectDocuments(transaction: Transaction, digests: readonly string[]): Promise<void> {
  if (digests.length > 0) await insertDocuments(transaction, digests);
}

/** As `expectDocuments`, also of none. */
export function insertDocuments(transaction: Transaction, digests: readonly string[]): PromiseLike<unknown> {
  const bytes = digests.map((digest) => `\\x${digest.slice(2)}`);
  return transaction`
    insert into documents (digest) select distinct unnest(${bytes}::text[]::bytea[]) on conflict do nothing`;
}

/** What a batch comes to, once what it reads is loaded: everything that is written but the raw logs. */
async function apply(
  transaction: Transaction,
  input: { store: Store; batch: Batch; decoded: Decoded; rows: WorkingSet } & Place,
): Promise<number> {
  const { store, batch, rows, from, final, phase } = input;
  const { events, cursor } = input.decoded;
  const dangling = fold(store.steps, rows, events, final);
  const saved = await sendRows(transaction, rows);
  const blocks = batch.logs.map(({ blockNumber, blockHash }) => ({ number: blockNumber, hash: blockHash }));
  // Sent without waiting for each answer: on a busy machine that is what a block at the head waits for.
  await allEnded([
    ...saved,
    publishChanges(transaction, changesOf(events, blocks), { phase, rows }),
    addToTotals(transaction, from, cursor.number, 1),
    events.some(({ name }) => name === 'ratings.Rated') ? rateFrom(transaction, from) : undefined,
    expectDocuments(transaction, documentsOf(events)),
    moveTo(transaction, { blocks: batch.blocks, cursor, final }),
  ]);
  return dangling;
}

/**
 * Commits a span of blocks to a mirror that is live: raw logs, projections, totals, blocks above finality, cursor and undo, all or nothing.
 *
 * Statements are sent as soon as what they say is known, the raw logs while the database looks for what the events read: of 40 ms in
 * which a block of 50 events was written, the database had worked for 22. Rows stay in memory from one block to the next.
 *
 * @param input.after the cursor that the span follows; another one in the database refuses the batch
 * @throws CursorMoved
 */
export async function commitBlocks(
  store: Store,
  input: { batch: Batch; after: Cursor | undefined },
): Promise<Committed> {
  const { batch, after } = input;
  const decoded = decodeBatch(store.emitters, batch);
  const { cursor, events, named } = decoded;
  const { steps } = store;
  const kept = store.kept.take(after);
  let { rows } = kept;

  const committed = await store.sql.begin(async (transaction) => {
    const before = identifyTables(transaction).execute();
    let read = readRows(transaction, rows, { steps, events });
    const [{ finalized, phase, tables }, [loadedFrom]] = await allEnded([
      lockAt(transaction, after),
      before,
      read.loaded,
      makePartitions(transaction, store.chainId, partitionsOf(named)),
    ]);
    // A `reindex` may have put other tables in their place while this waited for the lock, or since the block before.
    if (loadedFrom?.tables !== tables || (kept.tables ?? tables) !== tables) {
      rows = new WorkingSet();
      read = readRows(transaction, rows, { steps, events });
      await read.loaded;
    }
    const final = Math.max(finalized, batch.head.number - store.finality);
    const from = after?.number ?? -1;
    const few = named.length <= fewLogs;
    // While a COPY runs nothing else can be sent.
    if (!few) await copyLogs(transaction, store.chainId, named);
    const [dangling] = await allEnded([
      read.rest().then(() => apply(transaction, { store, batch, decoded, rows, from, final, phase })),
      few ? insertLogs(transaction, named) : undefined,
    ]);
    return { tables, dangling };
  });
  store.kept.keep(rows, committed.tables, cursor);
  return {
    cursor,
    events: events.length,
    undecoded: named.length - events.length,
    dangling: committed.dangling,
  };
}
