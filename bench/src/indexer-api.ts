import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { startProcess } from '@atoll/tests/support/process';
import { type Report } from './report.ts';
import { followStreams } from './indexer/api/event-streams.ts';
import {
  addAssets,
  addOrders,
  type Filters,
  openMirror,
  readFilters,
  searchWords,
  settleDown,
} from './indexer/api/fill-mirror.ts';
import { walkPages } from './indexer/api/pages.ts';
import { newestOrders } from './indexer/api/queries.ts';
import { writeAndGoOn } from './indexer/chain/going-on.ts';
import { driveHard, driveSteadily } from './indexer/load/drive.ts';
import { indexerUsage, median, quantile, readOptions } from './indexer/options.ts';
import { startIndexer } from './indexer/own/run-indexer.ts';
import { startDatabases } from './indexer/stage.ts';

export const description =
  'the API on one core with 1,000,000 orders and 100,000 documents: newest orders beside a raw query through node:http, deep pages, search, 1,000 streams';
export const usage = indexerUsage;

const deadlineMs = 600_000;
const connections = 16;
const rounded = (value: number) => Math.round(value * 100) / 100;

/** The last core: the one that the system's own work prefers least. */
const core = String(availableParallelism() - 1);

/** Hard for what it can take, then steadily at half of that. */
async function loadOrders(
  url: string,
  filters: Filters,
  seconds: number,
): Promise<{ perSecond: number; p99: number }> {
  const path = () => newestOrders(filters);
  // what runs for the first time is neither compiled nor planned
  await driveHard({ url, path, connections, seconds: Math.max(1, seconds / 5) });
  const { perSecond } = await driveHard({ url, path, connections, seconds });
  const took = await driveSteadily({ url, path, connections: 64, seconds, perSecond: perSecond / 2 });
  return { perSecond, p99: quantile(took, 0.99) };
}

async function loadFloor(databaseUrl: string, filters: Filters, seconds: number) {
  const floor = await startProcess({
    command: 'taskset',
    args: [
      '--cpu-list',
      core,
      process.execPath,
      join(import.meta.dirname, 'indexer/floor/serve-query.ts'),
      databaseUrl,
    ],
    ready: (line) => /^listening on (\d+)$/.exec(line)?.[1],
  });
  try {
    return await loadOrders(`http://127.0.0.1:${floor.ready}`, filters, seconds);
  } finally {
    await floor.stop();
  }
}

async function measureOrders(
  report: Report,
  url: string,
  databaseUrl: string,
  filters: Filters,
  seconds: number,
) {
  report.progress('the floor: newest orders');
  const floor = await loadFloor(databaseUrl, filters, seconds);
  report.progress('Atoll: newest orders');
  const own = await loadOrders(url, filters, seconds);
  report.figure({
    name: 'newest 20 orders, filtered, one core',
    value: Math.round(own.perSecond),
    unit: 'requests/s',
    bar: 4_000,
    atLeast: true,
  });
  report.figure({ name: '  p99 at half of that', value: rounded(own.p99), unit: 'ms', bar: 15 });
  report.figure({
    name: '  floor: raw query through node:http',
    value: Math.round(floor.perSecond),
    unit: 'requests/s',
  });
  report.figure({ name: '  floor: p99 at half of that', value: rounded(floor.p99), unit: 'ms' });
}

async function measurePages(report: Report, url: string, deepest: number): Promise<void> {
  report.progress(`walking ${deepest} pages`);
  const { first, deep } = await walkPages(url, deepest);
  const ratio = median(deep) / median(first);
  report.figure({ name: 'first page of all orders, median', value: rounded(median(first)), unit: 'ms' });
  report.figure({
    name: `page ${deepest}, median`,
    value: rounded(median(deep)),
    unit: 'ms',
  });
  report.figure({ name: '  as a multiple of the first', value: rounded(ratio), unit: 'times', bar: 1.25 });
}

async function measureSearch(report: Report, url: string, seconds: number): Promise<void> {
  report.progress('search');
  const path = () => `/assets?q=${searchWords()}`;
  await driveHard({ url, path, connections: 2, seconds: 1 });
  const { took, perSecond } = await driveHard({ url, path, connections: 4, seconds });
  report.figure({
    name: 'full-text search, 4 at once, p99',
    value: rounded(quantile(took, 0.99)),
    unit: 'ms',
    bar: 50,
  });
  report.figure({ name: '  searches', value: Math.round(perSecond), unit: 'requests/s' });
}

/**
 * A small history is mirrored by the real service, which is bound to one core; then its tables are filled up with rows like those that
 * the history left, and the service is asked as integrators would.
 */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale } = readOptions(args);
  const sized = (value: number) => Math.max(1, Math.round(value * scale));
  const seconds = Math.max(2, Math.min(10, 10 * scale));
  const samples = Math.max(3, Math.min(20, sized(20)));
  const databases = await startDatabases();
  const { chain, blocks } = await writeAndGoOn({ events: 20_000, blocks: 200, more: samples }, report);
  try {
    await databases.withDatabase(async (databaseUrl) => {
      report.progress('the mirror of a small history');
      const indexer = await startIndexer({ databaseUrl, rpcUrl: chain.rpcUrl, deadlineMs, cores: core });
      const sql = openMirror(databaseUrl);
      try {
        report.progress(`${sized(1_000_000)} orders`);
        await addOrders(sql, sized(1_000_000));
        report.progress(`${sized(100_000)} assets with documents`);
        await addAssets(sql, sized(100_000));
        await settleDown(sql);
        const filters = await readFilters(sql);
        await measureOrders(report, indexer.url, databaseUrl, filters, seconds);
        await measurePages(report, indexer.url, Math.max(50, sized(10_000)));
        await measureSearch(report, indexer.url, seconds);
        const clients = sized(1_000);
        report.progress(`${clients} streams`);
        const { url } = indexer;
        const streams = await followStreams({ url, clients, chain, blocks, samples });
        const name = `${clients} streams, ${streams.changes} changes, last client`;
        report.figure({ name, value: Math.round(streams.worst), unit: 'ms', bar: 1_000 });
        report.figure({
          name: '  changes that not every stream had',
          value: streams.missed,
          unit: 'changes',
          bar: 0,
        });
      } finally {
        await sql.end();
        await indexer.stop();
      }
    });
  } finally {
    await chain.stop();
    await databases.stop();
  }
  report.note(
    `The service's process (API and writer in one) is bound to core ${core}, as is the floor's; Postgres and the load share the others with ` +
      `it. Each request filters by buyer, provider, dataset, state or two of them, by values drawn anew${scale === 1 ? '' : `; sizes times ${scale}`}.`,
  );
}
