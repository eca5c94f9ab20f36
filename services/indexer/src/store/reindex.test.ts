import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factNames, stateNames } from '../project/tables.ts';
import { randomDigest } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';
import { connectTo, type Sql, type Transaction } from './connection.ts';
import { NothingToReindex } from './errors.ts';
import { migrateChain } from './migrate-chain.ts';
import { reindex, type ReindexProgress } from './reindex.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test('a rebuild gives the same rows, heals what was damaged, and the writer goes on and can still undo', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const mirror = await startMirror({ chain: market.chain, url, finality: 5 });
  try {
    const assetId = await market.publish('dataOwner');
    await market.anvil.mine(8);
    await market.update('dataOwner', assetId, 1, randomDigest(), randomDigest());
    await mirror.reachHead();
    const before = await readTables(mirror.sql);
    await mirror.sql`update assets set price = price + 1`;

    const seen: ReindexProgress[] = [];
    const done = await reindex({ url, chainId, batch: 3, onProgress: (progress) => seen.push(progress) });
    expect(done.logs).toBe(before['logs']?.length);
    const steps = seen.map(({ step }) => step);
    expect(steps.indexOf('totals')).toBeGreaterThan(3);
    expect(new Set(steps)).toEqual(new Set(['logs', 'totals', 'swap']));
    expect(await readTables(mirror.sql)).toEqual(before);
    const counted = await mirror.sql<{ name: string }[]>`
      select distinct tablename as name from pg_stats where schemaname = ${`market_${chainId}`}`;
    expect(counted.map(({ name }) => name)).toEqual(expect.arrayContaining(['assets', 'asset_terms']));

    await market.setPrice('dataOwner', assetId, 77n);
    await mirror.reachHead();
    await market.anvil.rpc('anvil_reorg', [2, []]);
    await market.setPrice('dataOwner', assetId, 78n);
    await mirror.reachHead();
    const rows = await mirror.sql`select price, version from assets where asset_id = ${assetId.toString()}`;
    expect(rows[0]).toEqual({ price: '78', version: 1 });
    const schemas = await mirror.sql`select nspname from pg_namespace where nspname like 'market%'`;
    expect(schemas.map((row) => row['nspname'])).toEqual([`market_${chainId}`]);
  } finally {
    await mirror.stop();
  }
});

test('what was damaged and then read by the writer is healed for the writer as well', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const start = () => startMirror({ chain: market.chain, url, finality: 5 });
  const first = await start();
  const assetId = await market.publish('dataOwner');
  await market.update('dataOwner', assetId, 1, randomDigest(), randomDigest());
  await first.reachHead();
  await first.sql`update assets set version = version + 10`;
  await first.stop();

  const mirror = await start();
  try {
    await market.setPrice('dataOwner', assetId, 5n);
    await mirror.reachHead();
    await reindex({ url, chainId });
    await market.setPrice('dataOwner', assetId, 6n);
    await mirror.reachHead();
    const rows = await mirror.sql`select price, version from assets where asset_id = ${assetId.toString()}`;
    expect(rows).toEqual([{ price: '6', version: 2 }]);
  } finally {
    await mirror.stop();
  }
});

/** Holds a lock until it is released. */
async function holdLock(sql: Sql, lock: string) {
  const taken = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  const ended = sql.begin(async (transaction) => {
    await transaction.unsafe(lock);
    taken.resolve(undefined);
    await released.promise;
  });
  await taken.promise;
  return () => {
    released.resolve(undefined);
    return ended;
  };
}

/** Begins to rebuild, and keeps the swap from ending: it has the lock of the mirror by then, and waits. */
async function beginSwap(url: string) {
  const { chainId } = market.chain;
  const other = connectTo({ url, chainId, application: 'other', connections: 3 });
  const waiting = (application: string, relation: string | null = null) => other`
    select from pg_locks join pg_stat_activity using (pid)
    where not granted and application_name = ${application} and datname = current_database()
      and (${relation}::text is null or relation = ${relation}::regclass)`;
  // It stops before the swap, so that it cannot have ended when the next lock is taken.
  const releaseMirror = await holdLock(other, 'select from mirror for update');
  const rebuilt = reindex({ url, chainId });
  await waitFor('the rebuild waiting', async () => (await waiting('indexer reindex')).length > 0);
  // Only a rename of schemas writes there, and the making of the one that is renamed.
  const release = await holdLock(other, 'lock table pg_namespace in share mode');
  await releaseMirror();
  await waitFor('the swap', async () => (await waiting('indexer reindex', 'pg_namespace')).length > 0);
  return {
    waiting,
    end: async () => {
      await Promise.all([release(), rebuilt]);
      await other.end();
    },
  };
}

test.each([{ first: true }, { first: false }])(
  'a commit that waits for the swap writes what was healed, the first of its writer: $first',
  async ({ first }) => {
    const { url } = await testDatabase();
    const start = () => startMirror({ chain: market.chain, url, finality: 5 });
    const before = await start();
    const assetId = await market.publish('dataOwner');
    await market.update('dataOwner', assetId, 1, randomDigest(), randomDigest());
    await before.reachHead();
    await before.sql`update assets set version = version + 10`;
    await before.stop();

    const mirror = await start();
    try {
      await mirror.reachHead();
      // What it writes stays in its memory, as it was damaged.
      if (!first) await market.setPrice('dataOwner', assetId, 5n);
      await mirror.reachHead();
      const swap = await beginSwap(url);
      await market.setPrice('dataOwner', assetId, 6n);
      await waitFor('the commit waiting', async () => (await swap.waiting('test')).length > 0);
      await swap.end();
      await mirror.reachHead();
      const rows = await mirror.sql`select price, version from assets where asset_id = ${assetId.toString()}`;
      expect(rows).toEqual([{ price: '6', version: 2 }]);
    } finally {
      await mirror.stop();
    }
  },
);

/** Reads in one transaction until it is ended. */
async function openReader(url: string) {
  const { chainId } = market.chain;
  const other = connectTo({ url, chainId, application: 'other', connections: 2 });
  const opened = Promise.withResolvers<Transaction>();
  const ending = Promise.withResolvers<undefined>();
  const ended = other.begin(async (transaction) => {
    opened.resolve(transaction);
    await ending.promise;
  });
  return {
    reading: await opened.promise,
    rebuildWaits: () =>
      waitFor('the rebuild waiting to drop a table', async () => {
        const waiting = await other`
          select from pg_locks join pg_stat_activity using (pid)
          where not granted and mode = 'AccessExclusiveLock' and application_name = 'indexer reindex' and datname = current_database()`;
        return waiting.length > 0;
      }),
    end: async () => {
      ending.resolve(undefined);
      await ended;
      await other.end();
    },
  };
}

test('whoever reads the old tables one after the other is never kept from the next by their being dropped', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const mirror = await startMirror({ chain: market.chain, url, finality: 5 });
  const reader = await openReader(url);
  try {
    await mirror.reachHead();
    // In the middle of whatever order they are dropped in.
    await reader.reading`select from disputes`;
    const rebuilt = reindex({ url, chainId });
    await reader.rebuildWaits();
    for (const table of [...stateNames, ...factNames])
      await reader.reading`select from ${reader.reading(`market_${chainId}_old.${table}`)}`;
    await reader.end();
    await rebuilt;
  } finally {
    await mirror.stop();
  }
});

test('what an interrupted rebuild left and somebody still reads keeps no writer waiting', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const mirror = await startMirror({ chain: market.chain, url, finality: 5 });
  const reader = await openReader(url);
  try {
    await mirror.reachHead();
    await mirror.sql`create schema ${mirror.sql(`market_${chainId}_old`)} create table jobs ()`;
    await reader.reading`select from ${reader.reading(`market_${chainId}_old.jobs`)}`;
    const rebuilt = reindex({ url, chainId });
    await reader.rebuildWaits();
    await market.publish('dataOwner');
    await mirror.reachHead();
    await reader.end();
    await rebuilt;
  } finally {
    await mirror.stop();
  }
});

test('a database without a finished mirror has nothing to rebuild', async () => {
  const { url } = await testDatabase();
  await expect(reindex({ url, chainId: 1 })).rejects.toThrow(NothingToReindex);
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  await migrateChain(sql, 1);
  await sql.end();
  await expect(reindex({ url, chainId: 1 })).rejects.toThrow(NothingToReindex);
});
