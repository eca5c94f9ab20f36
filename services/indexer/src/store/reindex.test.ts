import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';
import { connectTo } from './connection.ts';
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

test('a database without a finished mirror has nothing to rebuild', async () => {
  const { url } = await testDatabase();
  await expect(reindex({ url, chainId: 1 })).rejects.toThrow(NothingToReindex);
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  await migrateChain(sql, 1);
  await sql.end();
  await expect(reindex({ url, chainId: 1 })).rejects.toThrow(NothingToReindex);
});
