import { type BlockReference, type FollowedBlock, type RawLog } from '@atoll/chain/follow-types';
import { type Contracts, decodeLog } from '../decode/decode-log.ts';
import { type PlacedEvent } from '../decode/market-event.ts';
import { neededJobs, neededRows } from '../project/needs.ts';
import { projectEvent } from '../project/project-event.ts';
import { WorkingSet } from '../project/working-set.ts';
import { type Sql, type Transaction } from './connection.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { CursorMoved } from './errors.ts';
import { insertLogs } from './insert-logs.ts';
import { loadRows } from './load-rows.ts';
import { changesOf, publishChanges } from './publish-changes.ts';
import { rowsToJson } from './row-wire.ts';
import { saveRows } from './save-rows.ts';

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

interface Decoded {
  readonly log: RawLog;
  /** Absent where no decoder took the log. */
  readonly name: string | undefined;
  readonly event: PlacedEvent | undefined;
}

function decode(contracts: Contracts, log: RawLog): Decoded {
  const decoded = decodeLog(contracts, log);
  switch (decoded.kind) {
    case 'event': {
      const { blockNumber, logIndex, blockTimestamp, transactionHash } = log;
      const event = { ...decoded.event, blockNumber, logIndex, blockTimestamp, transactionHash };
      return { log, name: event.name, event };
    }
    case 'ignored':
      return { log, name: decoded.name, event: undefined };
    case 'unknown':
      return { log, name: undefined, event: undefined };
  }
}

async function loadFor(transaction: Transaction, events: readonly PlacedEvent[]): Promise<WorkingSet> {
  const rows = new WorkingSet();
  await loadRows(transaction, rows, neededJobs(events));
  const ordered = new Map(
    events.flatMap((event) => (event.name === 'JobOrdered' ? [[event.jobId, event.order.token]] : [])),
  );
  const needed = neededRows(
    events,
    (jobId) => ordered.get(jobId) ?? rows.get('jobs', { job_id: jobId })?.token,
  );
  await loadRows(transaction, rows, needed);
  return rows;
}

/** Applies events block by block, so that each block above finality can be undone alone. */
function project(rows: WorkingSet, events: readonly PlacedEvent[], final: number): number {
  let block: number | undefined;
  let dangling = 0;
  for (const event of events) {
    if (event.blockNumber !== block) {
      block = event.blockNumber;
      rows.begin(block, { undoable: block > final });
    }
    if (!projectEvent(rows, event)) dangling += 1;
  }
  return dangling;
}

async function insertBlocks(transaction: Transaction, blocks: readonly FollowedBlock[]): Promise<void> {
  if (blocks.length === 0) return;
  const rows = blocks.map(({ number, hash, parentHash, timestamp }) => ({
    number,
    hash,
    parent_hash: parentHash,
    timestamp,
  }));
  await transaction`
    insert into indexer.blocks
    select * from jsonb_populate_recordset(null::indexer.blocks, (${rowsToJson(rows)}::text)::jsonb)`;
}

/** Documents that new versions name, to be fetched; those known already stay as they are. */
async function expectDocuments(transaction: Transaction, events: readonly PlacedEvent[]): Promise<void> {
  const digests = events.flatMap((event) =>
    event.name === 'AssetPublished' || event.name === 'AssetVersioned' ? [event.metadataDigest] : [],
  );
  if (digests.length === 0) return;
  await transaction`
    insert into indexer.documents (digest) select distinct unnest(${digests}::text[]) on conflict do nothing`;
}

/**
 * Commits a span of blocks: raw logs, projections, blocks above finality, cursor and undo, all or nothing.
 *
 * @param input.after the cursor that the span follows; another one in the database refuses the batch
 * @param input.finality blocks on top of a block before its rows count as final
 * @throws CursorMoved
 */
export async function commitBlocks(
  sql: Sql,
  input: { contracts: Contracts; batch: Batch; after: Cursor | undefined; finality: number },
): Promise<Committed> {
  const { batch, after, contracts } = input;
  const last = batch.blocks.at(-1);
  if (last === undefined) throw new TypeError('a batch holds at least its last block');
  const decoded = batch.logs.map((log) => decode(contracts, log));
  const events = decoded.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const cursor = { number: last.number, hash: last.hash, timestamp: last.timestamp };

  return sql.begin(async (transaction) => {
    const found = await lockCursor(transaction);
    if (found.cursor?.hash !== after?.hash || found.cursor?.number !== after?.number) {
      throw new CursorMoved({ expected: after?.number, found: found.cursor?.number });
    }
    const final = Math.max(found.finalized, batch.head.number - input.finality);
    await insertLogs(transaction, decoded);
    const rows = await loadFor(transaction, events);
    const dangling = project(rows, events, final);
    await saveRows(transaction, rows);
    await expectDocuments(transaction, events);
    // The last final block is kept as the anchor below which nothing is undone.
    await insertBlocks(
      transaction,
      batch.blocks.filter(({ number }) => number >= Math.min(final, last.number)),
    );
    await moveCursor(transaction, cursor);
    await transaction`
      update indexer.mirror set
        finalized = greatest(finalized, ${Math.min(final, last.number)}),
        caught_up = caught_up or ${last.number >= batch.head.number}`;
    await publishChanges(transaction, changesOf(events));
    const undecoded = decoded.filter(({ name }) => name === undefined).length;
    return { cursor, events: events.length, undecoded, dangling };
  });
}
