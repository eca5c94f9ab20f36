import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCursor } from '../store/cursor.ts';
import { connectTo, marketSchema } from '../store/connection.ts';
import { migrateChain } from '../store/migrate-chain.ts';
import { randomDeeds } from '../testing/deeds.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';
import { seeded } from '../testing/seeded.ts';

/** Final blocks, and some above finality that have to be undoable. */
const finality = 8;
/** Every span is committed by itself, and no row stays in memory for longer than the next one. */
const tiny = { logs: 20, least: 1, most: 1, rows: 0, ms: 0 };
/** One commit for all that is final. */
const wide = { logs: 20, least: 1e9, most: 1e9, rows: 1e9, ms: 1e9 };

let market: Market;
let expected: Record<string, string[]>;
beforeAll(async () => {
  market = await startMarket();
  const deed = await randomDeeds(market, seeded(7));
  for (let count = 0; count < 160; count += 1) {
    await deed();
    // A span is at least 32 blocks at first: room for several.
    await market.anvil.mine(3);
  }
  expected = await mirrored(wide);
}, 120_000);
afterAll(() => market.stop());

async function mirrored(limits: typeof tiny): Promise<Record<string, string[]>> {
  const { url } = await testDatabase();
  const mirror = await startMirror({ chain: market.chain, url, finality, limits });
  await mirror.reachHead();
  const tables = await readTables(mirror.sql);
  await mirror.stop();
  return tables;
}

test('rows that were dropped from memory and loaded again come to the same as rows that stayed', async () => {
  expect(await mirrored(tiny)).toEqual(expected);
}, 60_000);

test('killed between two commits of a backfill it goes on after the first, comes to the same rows, and is vacuumed then', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const sql = connectTo({ url, chainId, application: 'test', connections: 2 });
  // Both are open before there is anything to hold up: a mirror is at the head in the time that a connection takes on a busy machine.
  await sql.begin(() => sql`select 1`);
  const stands: number[] = [];
  const unvacuumed = async () => {
    const found = await sql<{ name: string }[]>`
      select relname as name from pg_class where 'autovacuum_enabled=false' = any (reloptions)`;
    return found.map(({ name }) => name);
  };
  for (let kills = 0; kills < 3; kills += 1) {
    const before = stands.at(-1) ?? 0;
    const mirror = await startMirror({ chain: market.chain, url, finality, limits: tiny });
    const beyond = async () => {
      if (mirror.failure() !== undefined) throw mirror.failure();
      return ((await readCursor(sql))?.number ?? 0) > before + 10;
    };
    await waitFor('a few commits', beyond, { everyMs: 2 });
    // Whoever writes waits here with a commit half done, while the spans behind it are being folded.
    await sql.begin(async (transaction) => {
      await transaction.unsafe(`lock table ${marketSchema(chainId)}.balances in access exclusive mode`);
      const waits = async () => {
        const found = await sql<{ pid: number }[]>`
          select pid from pg_locks where not granted and relation = to_regclass('balances')
            and database = (select oid from pg_database where datname = current_database())`;
        return found.length > 0;
      };
      await waitFor('a commit that waits', waits, { everyMs: 5, deadlineMs: 30_000 });
      stands.push((await readCursor(sql))?.number ?? 0);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
        and pid in (select pid from pg_locks where not granted)`;
    });
    await waitFor('the mirror noticing', () => mirror.failure() !== undefined, { deadlineMs: 30_000 });
    await mirror.stop();
    expect(await unvacuumed()).toEqual(expect.arrayContaining(['payments', 'logs_0']));
    expect(await unvacuumed()).not.toContain('balances');
  }
  const head = await market.chain.publicClient.getBlockNumber();
  // It was killed in the middle, at another place each time.
  expect(new Set(stands).size).toBeGreaterThan(2);
  expect(Math.max(...stands)).toBeLessThan(Number(head));
  const mirror = await startMirror({ chain: market.chain, url, finality, limits: tiny });
  await mirror.reachHead();
  expect(await readTables(mirror.sql)).toEqual(expected);
  expect(await unvacuumed()).toEqual([]);
  await mirror.stop();
  process.stdout.write(`killed at ${stands.join(', ')} of ${head}\n`);
  await sql.end({ timeout: 1 });
}, 120_000);

test('the planner knows of the rows as soon as they are there', async () => {
  const { url } = await testDatabase();
  const mirror = await startMirror({ chain: market.chain, url, finality });
  await mirror.reachHead();
  // Postgres itself looks once a minute.
  const isKnown = async () => {
    const found = await mirror.sql<{ name: string }[]>`
      select distinct tablename as name from pg_stats where schemaname like '%\\_31337'`;
    return ['balances', 'asset_versions', 'logs'].every((table) => found.some(({ name }) => name === table));
  };
  await waitFor('statistics', isKnown, { deadlineMs: 10_000 });
  await mirror.stop();
}, 60_000);

test('indexes that take longer than the database lets a writer be silent end well', async () => {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const sql = connectTo({ url, chainId, application: 'other', connections: 2 });
  await migrateChain(sql, chainId);
  const released = Promise.withResolvers<undefined>();
  const locked = Promise.withResolvers<undefined>();
  const held = sql.begin(async (transaction) => {
    // Rows can be added; an index cannot.
    await transaction`lock table votes in row exclusive mode`;
    locked.resolve(undefined);
    await released.promise;
  });
  await locked.promise;
  const settings = { idle_in_transaction_session_timeout: '1000' };
  const mirror = await startMirror({ chain: market.chain, url, finality, limits: wide, settings });
  try {
    const waiting = () => sql`
      select from pg_locks where relation = to_regclass('votes') and not granted
        and waitstart < clock_timestamp() - interval '2 s'`;
    await waitFor('an index that waits', async () => (await waiting()).length > 0, { deadlineMs: 30_000 });
    released.resolve(undefined);
    await held;
    await mirror.reachHead();
    expect(mirror.failure()).toBeUndefined();
    expect(await readTables(mirror.sql)).toEqual(expected);
  } finally {
    await mirror.stop();
    await sql.end({ timeout: 1 });
  }
}, 60_000);
