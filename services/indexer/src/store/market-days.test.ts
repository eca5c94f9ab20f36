import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openMarketDatabase, writeRows } from '../testing/market-database.ts';
import { account, cast, digest, ordered, registered, rented, settled, Story } from '../testing/story.ts';
import type { Sql } from './connection.ts';
import { addToTotals } from './totals.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openMarketDatabase();
});
afterAll(() => sql.end());
beforeEach(async () => {
  await sql`truncate jobs, payments, market_days, asset_days, provider_days, earnings`;
});

const day = 86_400;
const [first, second] = [digest('1'), digest('2')];
const payments = [
  { role: 'data', account: account('9'), amount: 500n },
  { role: 'algorithm', account: account('9'), amount: 300n },
  { role: 'compute', account: cast.payout, amount: 120n },
  { role: 'fee', account: account('b'), amount: 23n },
  { role: 'refund', account: cast.buyer, amount: 1_107n },
] as const;

/** A run that is released a day after its order, and one that is ordered, reported and expires two days later. */
const story = new Story()
  .wait(10 * day - 1_000_000)
  .tell(registered, rented(), ordered(first))
  .wait(day)
  .tell(settled(first, 'released', 60, payments), ordered(second))
  .wait(day)
  .tell({ name: 'jobs.JobReported', jobId: second, computeSeconds: 77 })
  .wait(day)
  .tell({
    name: 'jobs.JobEnded',
    jobId: second,
    outcome: 'expired',
    payments: [
      { role: 'refund', account: cast.buyer, amount: 2_050n },
      { role: 'slash', account: cast.buyer, amount: 102n },
    ],
  });

/** The job's states with the blocks in which they were told. */
async function write(): Promise<{ state: string; block_number: number }[]> {
  const store = story.fold();
  await writeRows(sql, 'jobs', await store.state('jobs'));
  await writeRows(sql, 'payments', await store.fact('payments'));
  const rows = await sql<{ state: string; block_number: bigint }[]>`
    select state, block_number from job_states order by block_number, log_index`;
  return rows.map(({ state, block_number }) => ({ state, block_number: Number(block_number) }));
}

const add = (from: number, to: number, sign: 1 | -1 = 1) =>
  sql.begin((transaction) => addToTotals(transaction, from, to, sign));

async function tables() {
  const [market, assets, providers] = await Promise.all([
    sql`select to_jsonb(t) - 'token' as row from market_days t order by day`,
    sql`select to_jsonb(t) - 'token' as row from asset_days t order by asset_id, day`,
    sql`select to_jsonb(t) - 'token' - 'provider' as row from provider_days t order by day`,
  ]);
  return [market, assets, providers].map((rows) => rows.map(({ row }): unknown => row));
}

const none = { orders: 0, released: 0, withheld: 0, failed: 0, refunded: 0 };

test('orders count on their day, ends and value on theirs; a report and what was slashed count nowhere', async () => {
  await write();
  await add(-1, 100);
  const [market, assets, providers] = await tables();
  expect(market).toEqual([
    { ...none, day: 10, orders: 1, compute_seconds: 0, volume: 0, fees: 0 },
    { ...none, day: 11, orders: 1, released: 1, compute_seconds: 60, volume: 943, fees: 23 },
    { ...none, day: 13, refunded: 1, compute_seconds: 0, volume: 0, fees: 0 },
  ]);
  expect(assets).toEqual(
    [
      { asset_id: 7, earned: 500 },
      { asset_id: 8, earned: 300 },
    ].flatMap(({ asset_id, earned }) => [
      { ...none, asset_id, day: 10, orders: 1, earned: 0 },
      { ...none, asset_id, day: 11, orders: 1, released: 1, earned },
      { ...none, asset_id, day: 13, refunded: 1, earned: 0 },
    ]),
  );
  expect(providers).toEqual([
    { ...none, day: 10, orders: 1, compute_seconds: 0, earned: 0 },
    { ...none, day: 11, orders: 1, released: 1, compute_seconds: 60, earned: 120 },
    { ...none, day: 13, refunded: 1, compute_seconds: 0, earned: 0 },
  ]);
});

test('the sums are the same added at once, block by block, and after a reorg was taken back', async () => {
  const states = await write();
  await add(-1, 100);
  const atOnce = await tables();
  await sql`truncate market_days, asset_days, provider_days, earnings`;
  for (let block = 0; block <= 10; block += 1) await add(block - 1, block);
  expect(await tables()).toEqual(atOnce);
  for (const { block_number } of states) {
    await add(block_number - 1, 100, -1);
    await add(block_number - 1, 100);
    expect(await tables()).toEqual(atOnce);
  }
  await add(-1, 100, -1);
  expect(await tables()).toEqual([[], [], []]);
});
