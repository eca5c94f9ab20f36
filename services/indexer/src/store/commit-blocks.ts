import { type BlockReference, type FollowedBlock, type RawLog } from '@atoll/chain/follow-types';
import { decodeLog } from '../decode/decode-log.ts';
import { type Contracts, Emitters } from '../decode/emitters.ts';
import { type PlacedEvent } from '../decode/market-event.ts';
import { type AnyStep } from '../project/projection.ts';
import { projectionsOf } from '../project/projections.ts';
import { WorkingSet } from '../project/working-set.ts';
import { blockCodec } from './codecs.ts';
import { type Sql, type Transaction } from './connection.ts';
import { type Cursor, lockAt, moveCursor } from './cursor.ts';
import { insertLogs, type NamedLog } from './insert-logs.ts';
import { projectEvents } from './project-events.ts';
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

/** A batch, read as events of the market. */
export function decodeBatch(
  emitters: Emitters,
  { blocks, logs }: Batch,
): { cursor: Cursor; events: PlacedEvent[]; named: NamedLog[] } {
  const last = blocks.at(-1);
  if (last === undefined) throw new TypeError('a batch holds at least its last block');
  emitters.discover(logs);
  const events: PlacedEvent[] = [];
  const named = logs.map((log): NamedLog => {
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
  if (digests.length === 0) return;
  const bytes = digests.map((digest) => `\\x${digest.slice(2)}`);
  await transaction`
    insert into documents (digest) select distinct unnest(${bytes}::text[]::bytea[]) on conflict do nothing`;
}

/**
 * Commits a span of blocks to a mirror that is live: raw logs, projections, totals, blocks above finality, cursor and undo, all or nothing.
 *
 * @param input.after the cursor that the span follows; another one in the database refuses the batch
 * @throws CursorMoved
 */
export async function commitBlocks(
  store: Store,
  input: { batch: Batch; after: Cursor | undefined },
): Promise<Committed> {
  const { batch, after } = input;
  const { cursor, events, named } = decodeBatch(store.emitters, batch);

  return store.sql.begin(async (transaction) => {
    const found = await lockAt(transaction, after);
    const final = Math.max(found.finalized, batch.head.number - store.finality);
    await insertLogs(transaction, store.chainId, named);
    const rows = new WorkingSet();
    const dangling = await projectEvents(transaction, rows, { steps: store.steps, events, final });
    await saveRows(transaction, rows);
    const from = after?.number ?? -1;
    // Sent without waiting for each answer: on a busy machine that is what a block at the head waits for.
    await Promise.all([
      addToTotals(transaction, from, cursor.number, 1),
      events.some(({ name }) => name === 'ratings.Rated') ? rateFrom(transaction, from) : undefined,
      expectDocuments(transaction, documentsOf(events)),
      moveTo(transaction, { blocks: batch.blocks, cursor, final }),
    ]);
    const blocks = batch.logs.map(({ blockNumber, blockHash }) => ({ number: blockNumber, hash: blockHash }));
    await publishChanges(transaction, changesOf(events, blocks));
    return { cursor, events: events.length, undecoded: named.length - events.length, dangling };
  });
}
