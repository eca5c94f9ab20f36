import { RawLog } from '@atoll/chain/raw-log';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { someContracts } from '../testing/some-contracts.ts';
import { claimMirror } from './claim-mirror.ts';
import { commitBlocks, openStore, type Store } from './commit-blocks.ts';
import { connectTo, type Sql } from './connection.ts';
import { readCursor } from './cursor.ts';
import { CursorMoved, FinalityBroken } from './errors.ts';
import { finalizeBlocks } from './finalize-blocks.ts';
import { buildIndexes } from './go-live.ts';
import { migrateChain } from './migrate-chain.ts';
import { undoBlocks } from './undo-blocks.ts';

const contracts = someContracts();
let sql: Sql;
let store: Store;
beforeAll(async () => {
  const { url } = await testDatabase();
  sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  await migrateChain(sql, 1);
  await claimMirror(sql, { chainId: 1, startBlock: 1, contracts });
  await buildIndexes(sql);
  await sql`update mirror set phase = 'live'`;
  store = await openStore({ sql, chainId: 1, contracts, finality: 10 });
});
afterAll(() => sql.end());

const blockAt = (number: number) => ({
  number,
  hash: randomDigest(),
  parentHash: randomDigest(),
  timestamp: number,
});
const logAt = (block: { number: number; hash: `0x${string}` }) =>
  RawLog.of({
    address: contracts.jobs,
    topics: [randomDigest()],
    data: '0x' as const,
    blockNumber: block.number,
    blockHash: block.hash,
    blockTimestamp: block.number,
    transactionHash: randomDigest(),
    transactionIndex: 0,
    logIndex: 0,
  });
const batchOf = (...blocks: ReturnType<typeof blockAt>[]) => ({
  blocks,
  logs: blocks.map(logAt),
  head: { number: 100, hash: randomDigest() },
});

test('a batch that does not follow the cursor is refused whole, and an unknown log is counted', async () => {
  const first = batchOf(blockAt(98), blockAt(99));
  const committed = await commitBlocks(store, { batch: first, after: undefined });
  expect(committed).toMatchObject({ cursor: { number: 99 }, events: 0, undecoded: 2, dangling: 0 });

  await expect(commitBlocks(store, { batch: first, after: undefined })).rejects.toThrow(CursorMoved);
  const stale = { number: 99, hash: randomDigest(), timestamp: 99 };
  const next = batchOf(blockAt(100));
  await expect(commitBlocks(store, { batch: next, after: stale })).rejects.toThrow(CursorMoved);
  const [logs] =
    await sql`select count(*)::int, count(*) filter (where event is null)::int as unknown from logs`;
  expect(logs).toEqual({ count: 2, unknown: 2 });

  const taken = await Promise.allSettled(
    [0, 1].map(() => commitBlocks(store, { batch: batchOf(blockAt(100)), after: committed.cursor })),
  );
  expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('nothing final is undone, nor anything above a block that this mirror does not have', async () => {
  await expect(undoBlocks(sql, { number: 98, hash: randomDigest() })).rejects.toThrow(CursorMoved);
  await finalizeBlocks(sql, 99);
  const [anchor] = await sql<{ hash: `0x${string}` }[]>`select hash from blocks where number = 99`;
  await expect(undoBlocks(sql, { number: 98, hash: randomDigest() })).rejects.toThrow(FinalityBroken);
  const hash = anchor?.hash ?? randomDigest();
  expect(await undoBlocks(sql, { number: 99, hash })).toEqual({ number: 99, hash, timestamp: 99 });
  expect(await readCursor(sql)).toMatchObject({ number: 99, hash });
});

test('a log that is there already, or twice, refuses the whole batch, and the connection goes on', async () => {
  const cursor = await readCursor(sql);
  const last = blockAt(99);
  const next = blockAt(101);
  const again = { ...batchOf(next), logs: [logAt(last), logAt(next)] };
  await expect(commitBlocks(store, { batch: again, after: cursor })).rejects.toThrow('duplicate key');
  const twice = { ...batchOf(next), logs: [logAt(next), logAt(next)] };
  await expect(commitBlocks(store, { batch: twice, after: cursor })).rejects.toThrow(
    'log 0 of block 101 does not follow',
  );
  expect(await readCursor(sql)).toEqual(cursor);
  await commitBlocks(store, { batch: batchOf(next), after: cursor });
  expect(await readCursor(sql)).toMatchObject({ number: 101 });
});
