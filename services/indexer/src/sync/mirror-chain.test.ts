import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTo } from '../store/connection.ts';
import { indexes, nameOf } from '../store/indexes.ts';
import { randomDigest } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { startMirror } from '../testing/mirror.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

/** A dataset and an algorithm that may run on it. */
async function publishPair() {
  const digest = randomDigest();
  const dataset = { metadataDigest: randomDigest(), price: 5000n, payee: market.wallets.dataOwner.address };
  const algorithm = { metadataDigest: digest, price: 700n, payee: market.wallets.algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  const version = { assetId: algorithmId, metadataDigest: digest };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 86_400, 5);
  return {
    dataset: { ...dataset, assetId: datasetId },
    algorithm: { ...algorithm, assetId: algorithmId },
  };
}

test('a run that was ordered and settled stands in jobs, payments and balances as the chain has them', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    const { dataset, algorithm } = await publishPair();
    const order = await market.draft(dataset, algorithm);
    const jobId = await market.order(order);
    await market.anvil.rpc('evm_increaseTime', [120]);
    await market.settle(order, 'released', 60);
    await mirror.reachHead();

    const [job] = await mirror.sql`select * from jobs where job_id = ${jobId}`;
    expect(job).toMatchObject({ state: 'ended', outcome: 'released', compute_seconds: 60n });
    const balances = await mirror.sql<{ account: `0x${string}`; balance: string }[]>`
      select account, credited - withdrawn - spent as balance from balances`;
    expect(balances.length).toBe(5);
    for (const { account, balance } of balances) {
      expect([account, balance]).toEqual([account, (await market.balanceOf(account)).toString()]);
    }
  } finally {
    await mirror.stop();
  }
});

test('an event that the mirror makes nothing of is kept beside those it projects', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    const assetId = await market.publish('dataOwner');
    await market.update('dataOwner', assetId, 1, randomDigest(), randomDigest());
    await mirror.reachHead();
    const events = await mirror.sql<{ event: string | null }[]>`
      select event from logs where block_number = (select max(block_number) from logs) order by log_index`;
    expect(events.map(({ event }) => event)).toEqual([
      'assetRegistry.AssetVersioned',
      'assetRegistry.MetadataUpdate',
    ]);
    const versions =
      await mirror.sql`select version from asset_versions where asset_id = ${assetId.toString()}`;
    expect(versions.map((row) => row['version']).toSorted()).toEqual([1, 2]);
  } finally {
    await mirror.stop();
  }
});

test('a mirror that is live gets the indexes that it lacks at the next start, and no others', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const start = () => startMirror({ chain: market.chain, url, finality: 64 });
  const all = async ({ sql }: Awaited<ReturnType<typeof start>>) => {
    const rows = await sql<{ name: string; oid: string }[]>`
      select indexname as name, (schemaname || '.' || indexname)::regclass::oid::text as oid from pg_indexes
      where schemaname = any (current_schemas(false))`;
    return new Map(rows.map(({ name, oid }) => [name, oid]));
  };
  const first = await start();
  await first.reachHead();
  const before = await all(first);
  expect([...before.keys()]).toEqual(expect.arrayContaining(indexes.map(nameOf)));
  await first.stop();
  const sql = connectTo({ url, chainId: market.chain.chainId, application: 'other', connections: 1 });
  await sql`drop index payments_of_account, logs_of_topic1`;
  await sql.end();

  const second = await start();
  try {
    await market.publish('dataOwner');
    await second.reachHead();
    const after = await all(second);
    expect(new Set([...after.keys()].map(nameOfAny))).toEqual(new Set([...before.keys()].map(nameOfAny)));
    const made = [...after].filter(([name, oid]) => before.get(name) !== oid).map(([name]) => name);
    expect(made.filter((name) => !name.startsWith('logs_0'))).toEqual(
      expect.arrayContaining(['payments_of_account', 'logs_of_topic1']),
    );
    expect(made.filter((name) => !name.startsWith('logs_0'))).toHaveLength(2);
  } finally {
    await second.stop();
  }
});

/** Postgres names those of partitions itself, with a number where a name was taken. */
const nameOfAny = (name: string) => name.replace(/\d+$/, '');
