import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@atoll/tests/support/ports';
import { type RunningProcess, startProcess } from '@atoll/tests/support/process';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectTo, marketSchema, readSchema, type Sql } from './store/connection.ts';
import { migrateChain } from './store/migrate-chain.ts';
import { reindex } from './store/reindex.ts';
import { type Market, startMarket } from './testing/market.ts';
import { readTables, startMirror } from './testing/mirror.ts';
import { readCursor } from './store/cursor.ts';

let market: Market;
let directory: string;
let fresh: Record<string, string[]>;
beforeAll(async () => {
  market = await startMarket();
  directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
  for (let count = 0; count < 20; count += 1) await market.publish('dataOwner');
  await market.anvil.mine(10);
  await market.publish('stranger');
  const { url } = await testDatabase();
  const mirror = await startMirror({ chain: market.chain, url, finality: 5 });
  await mirror.reachHead();
  fresh = await readTables(mirror.sql);
  await mirror.stop();
});
afterAll(async () => {
  await market.stop();
  await rm(directory, { recursive: true, force: true });
});

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = '../dist/main.js';

/** One of the service's programs in a process of its own. */
async function launch(program: string, databaseUrl: string): Promise<RunningProcess<undefined>> {
  return startProcess({
    command: process.execPath,
    args: [here(program)],
    env: {
      ...{ DATABASE_URL: databaseUrl, RPC_URL: market.anvil.rpcUrl, DEPLOYMENT: market.deploymentFile },
      ...{ IPFS_DIRECTORY: join(directory, 'ipfs'), POLLING_INTERVAL: '20', FINALITY: '5' },
      ...{
        PORT: String(await freePort()),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        ATOLL_EXIT_WITH_PARENT: '1',
      },
    },
    ipc: true,
  });
}

/** A database of the chain, and a connection that can stop whoever comes to one of its tables. */
async function openDatabase() {
  const { url } = await testDatabase();
  const { chainId } = market.chain;
  const sql = connectTo({ url, chainId, application: 'test', connections: 2 });
  onTestFinished(() => sql.end({ timeout: 3 }));
  await migrateChain(sql, chainId);
  return { url, sql, chainId };
}

/** Whether somebody waits for a table that is locked. */
const waits = async (sql: Sql, table: string) => {
  const [row] = await sql<{ waits: boolean }[]>`
    select exists (
      select from pg_locks where not granted and relation = to_regclass(${table})
        and database = (select oid from pg_database where datname = current_database())) as waits`;
  return row?.waits;
};

/** Runs a program up to where it comes to a table, and kills it there. */
async function killedAt(sql: Sql, table: string, url: string, program: string): Promise<void> {
  const running = await launch(program, url);
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`lock table ${table} in access exclusive mode`);
    await waitFor(`${program} coming to ${table}`, () => waits(sql, table), { deadlineMs: 60_000 });
    await running.stop('SIGKILL');
  });
}

/** Starts the service and waits until its mirror stands at the node's head. */
async function reachHead(sql: Sql, url: string): Promise<RunningProcess<undefined>> {
  const service = await launch(main, url);
  const head = await market.chain.publicClient.getBlock();
  const there = async () => (await readCursor(sql))?.hash === head.hash;
  await waitFor('the mirror reaching the head', there, { deadlineMs: 60_000 });
  return service;
}

/** Several processes start one after the other; on a busy machine each takes ten seconds and more. */
const processes = { timeout: 300_000 };

test(
  'killed at any step of a backfill it starts again, and has the rows of one that was left in peace',
  processes,
  async () => {
    const { url, sql, chainId } = await openDatabase();
    const [read, projected] = [readSchema(chainId), marketSchema(chainId)];
    // The raw logs come first, then the projections, then the blocks above finality.
    for (const table of [`${read}.logs`, `${projected}.assets`, `${read}.blocks`]) {
      await killedAt(sql, table, url, main);
      expect(await readCursor(sql)).toBeUndefined();
    }
    const service = await reachHead(sql, url);
    await service.stop();
    expect(await readTables(sql)).toEqual(fresh);
  },
);

test(
  'told to end while it builds indexes it ends in order, and the next start comes to the same rows',
  processes,
  async () => {
    const { url, sql } = await openDatabase();
    const running = await launch(main, url);
    await sql.begin(async (transaction) => {
      // Rows can be added; an index cannot.
      await transaction`lock table votes in row exclusive mode`;
      await waitFor('an index that waits', () => waits(sql, 'votes'), { deadlineMs: 60_000 });
      process.kill(running.pid, 'SIGTERM');
      expect(await running.exited).toEqual({ code: 0, signal: null });
      await waitFor('the database giving it up', async () => !(await waits(sql, 'votes')));
    });
    expect(await sql`select phase from mirror`).toEqual([{ phase: 'backfill' }]);
    const service = await reachHead(sql, url);
    await service.stop();
    expect(await readTables(sql)).toEqual(fresh);
  },
);

test(
  'killed while it rebuilds, and the service with it, the rows are those from before and a rebuild can begin again',
  processes,
  async () => {
    const { url, sql, chainId } = await openDatabase();
    const service = await reachHead(sql, url);
    // Before the first log, and at the swap.
    for (const table of ['logs', 'cursor']) {
      await killedAt(sql, `${readSchema(chainId)}.${table}`, url, '../script/reindex.ts');
      expect(await readTables(sql)).toEqual(fresh);
    }
    await service.stop('SIGKILL');
    await (await reachHead(sql, url)).stop();
    expect(await readTables(sql)).toEqual(fresh);
    await reindex({ url, chainId });
    expect(await readTables(sql)).toEqual(fresh);
    const left =
      await sql`select nspname from pg_namespace where nspname like ${`${marketSchema(chainId)}_%`}`;
    expect(left).toEqual([]);
  },
);
