import { type BlockReference, type FollowedBlock, type RawLog } from '@atoll/chain/follow-types';
import { decodeLog } from '../decode/decode-log.ts';
import { type Contracts, Emitters } from '../decode/emitters.ts';
import { type PlacedEvent } from '../decode/market-event.ts';
import { fold, needsOf } from '../project/fold.ts';
import { type AnyStep } from '../project/projection.ts';
import { projectionsOf } from '../project/projections.ts';
import { WorkingSet } from '../project/working-set.ts';
import { blockCodec } from './codecs.ts';
import { type Sql, type Transaction } from './connection.ts';
import { copyRows } from './copy-rows.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { CursorMoved } from './errors.ts';
import { goLive } from './go-live.ts';
import { insertLogs } from './insert-logs.ts';
import { loadRows } from './load-rows.ts';
import { changesOf, publishChanges } from './publish-changes.ts';
import { rateFrom } from './reputations.ts';
import { saveRows } from './save-rows.ts';
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
  return { sql, chainId, emitters, steps: projectionsOf(contracts), finality };
}

/** Loads what the events read, applies them block by block, and writes what changed. */
export async function projectEvents(
  transaction: Transaction,
  steps: Store['steps'],
  events: readonly PlacedEvent[],
  final: number,
): Promise<number> {
  const rows = new WorkingSet();
  const { first, then } = needsOf(steps, events);
  await loadRows(transaction, rows, first);
  await loadRows(transaction, rows, then(rows));
  const dangling = fold(steps, rows, events, final);
  await saveRows(transaction, rows);
  return dangling;
}

async function insertBlocks(transaction: Transaction, blocks: readonly FollowedBlock[]): Promise<void> {
  if (blocks.length === 0) return;
  const lines = blocks.map(({ number, hash, parentHash: parent_hash, timestamp }) =>
    blockCodec.copyLine({ number, hash, parent_hash, timestamp }),
  );
  await copyRows(transaction, 'blocks', blockCodec.columns, lines);
}

/** Documents that new versions name, to be fetched; those known already stay as they are. */
async function expectDocuments(transaction: Transaction, events: readonly PlacedEvent[]): Promise<void> {
  const digests = events.flatMap((event) =>
    event.name === 'assetRegistry.AssetPublished' || event.name === 'assetRegistry.AssetVersioned'
      ? [`\\x${event.metadataDigest.slice(2)}`]
      : [],
  );
  if (digests.length === 0) return;
  await transaction`
    insert into documents (digest) select distinct unnest(${digests}::text[]::bytea[]) on conflict do nothing`;
}

/**
 * Commits a span of blocks: raw logs, projections, totals, blocks above finality, cursor and undo, all or nothing. The batch that reaches
 * the head ends the backfill: totals and secondary indexes are made in the same transaction.
 *
 * @param input.after the cursor that the span follows; another one in the database refuses the batch
 * @throws CursorMoved
 */
export async function commitBlocks(
  store: Store,
  input: { batch: Batch; after: Cursor | undefined },
): Promise<Committed> {
  const { batch, after } = input;
  const last = batch.blocks.at(-1);
  if (last === undefined) throw new TypeError('a batch holds at least its last block');
  store.emitters.discover(batch.logs);
  const decoded = batch.logs.map((log) => ({ log, event: decodeLog(store.emitters, log) }));
  const events = decoded.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const named = decoded.map(({ log, event }) => ({ log, name: event?.name }));
  const cursor = { number: last.number, hash: last.hash, timestamp: last.timestamp };

  return store.sql.begin(async (transaction) => {
    const found = await lockCursor(transaction);
    if (found.cursor?.hash !== after?.hash || found.cursor?.number !== after?.number) {
      throw new CursorMoved({ expected: after?.number, found: found.cursor?.number });
    }
    const final = Math.max(found.finalized, batch.head.number - store.finality);
    // What a crash of the database forgets of a backfill is read again: cursor and rows are forgotten together.
    if (found.phase === 'backfill') await transaction`set local synchronous_commit = off`;
    await insertLogs(transaction, store.chainId, named);
    const dangling = await projectEvents(transaction, store.steps, events, final);
    const from = after?.number ?? -1;
    if (found.phase === 'live') {
      await addToTotals(transaction, from, last.number, 1);
      if (events.some(({ name }) => name === 'ratings.Rated')) await rateFrom(transaction, from);
    }
    await expectDocuments(transaction, events);
    // The last final block is kept as the anchor below which nothing is undone.
    await insertBlocks(
      transaction,
      batch.blocks.filter(({ number }) => number >= Math.min(final, last.number)),
    );
    await moveCursor(transaction, cursor);
    await transaction`update mirror set finalized = greatest(finalized, ${Math.min(final, last.number)})`;
    if (found.phase === 'live') {
      const blocks = batch.logs.map(({ blockNumber, blockHash }) => ({
        number: blockNumber,
        hash: blockHash,
      }));
      await publishChanges(transaction, changesOf(events, blocks));
    } else if (last.number >= batch.head.number) await goLive(transaction, last.number);
    return { cursor, events: events.length, undecoded: named.length - events.length, dangling };
  });
}
