import { join } from 'node:path';
import { startProcess } from '@atoll/tests/support/process';
import type { Report } from './report.ts';
import { followStreams } from './indexer/api/event-streams.ts';
import {
  addAssets,
  addOrders,
  commonWords,
  drawOrders,
  openMirror,
  type OrderedBy,
  searchWords,
  settleDown,
} from './indexer/api/fill-mirror.ts';
import { inParts, keepMining } from './indexer/api/keep-mining.ts';
import { mineAndTell } from './indexer/api/mine-and-tell.ts';
import { walkNothing, walkPages } from './indexer/api/pages.ts';
import { newestOrders } from './indexer/api/queries.ts';
import { writeAndGoOn } from './indexer/chain/going-on.ts';
import type { MarketChain } from './indexer/chain/market-chain.ts';
import type { HistoryBlock } from './indexer/history/history.ts';
import { driveHard, driveSteadily } from './indexer/load/drive.ts';
import { indexerUsage, median, quantile, readOptions } from './indexer/options.ts';
import { bindTo, lastCore as core, otherCores } from './indexer/own/cores.ts';
import { startIndexer } from './indexer/own/run-indexer.ts';
import { startDatabases } from './indexer/stage.ts';

export const description =
  'an API process on one core with 1,000,000 orders and 100,000 documents: newest orders beside a raw query through node:http, deep pages, search, 1,000 streams';
export const usage = indexerUsage;

const deadlineMs = 600_000;
const connections = 16;
/** Of the server's memory, a quarter of 4 GiB as its own manual advises: tables and indexes of 1,000,000 orders are 1.5 GB. */
const sharedBuffers = '1GB';
const rounded = (value: number) => Math.round(value * 100) / 100;

/** Requests of a second at which times are taken: half of what has to be possible. */
const steadyRate = 2_000;
/** Milliseconds between two blocks while orders are asked for: an answer of before holds no longer than that. */
const blockEveryMs = 1_000;
/** Blocks that one of the history is told in: some ten events each. */
const parts = 10;

interface OrderFigures {
  readonly perSecond: number;
  /** Milliseconds at the steady rate, or at half of what was possible where that is less. */
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
}

/** Hard for what it can take, then steadily. */
async function loadOrders(url: string, orders: readonly OrderedBy[], seconds: number): Promise<OrderFigures> {
  const path = () => newestOrders(orders);
  // what has run for a few seconds only is neither compiled nor planned, and has kept nothing
  await driveHard({ url, path, connections, seconds });
  const { perSecond } = await driveHard({ url, path, connections, seconds });
  const rate = Math.min(steadyRate, perSecond / 2);
  const took = await driveSteadily({ url, path, connections: 64, seconds, perSecond: rate });
  return { perSecond, rate, p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

async function loadFloor(databaseUrl: string, orders: readonly OrderedBy[], seconds: number) {
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
    return await loadOrders(`http://127.0.0.1:${floor.ready}`, orders, seconds);
  } finally {
    await floor.stop();
  }
}

async function measureOrders(
  report: Report,
  input: {
    url: string;
    databaseUrl: string;
    orders: readonly OrderedBy[];
    chain: MarketChain;
    blocks: Iterator<HistoryBlock>;
    seconds: number;
  },
) {
  const { url, databaseUrl, orders, chain, blocks, seconds } = input;
  const mining = keepMining({ chain, blocks, everyMs: blockEveryMs });
  report.progress('the floor: newest orders');
  const floor = await loadFloor(databaseUrl, orders, seconds);
  const at = ({ rate }: OrderFigures) => `at ${Math.round(rate).toLocaleString('en')}/s`;
  const floorName = 'floor of newest 20 orders: raw query through node:http';
  report.figure({ name: floorName, value: Math.round(floor.perSecond), unit: 'requests/s' });
  report.figure({ name: `  p99 ${at(floor)}`, value: rounded(floor.p99), unit: 'ms' });
  report.progress('Atoll: newest orders');
  const before = mining.mined();
  const own = await loadOrders(url, orders, seconds);
  const mined = mining.mined() - before;
  await mining.stop();
  report.figure({
    name: 'newest 20 orders, filtered, one core',
    value: Math.round(own.perSecond),
    unit: 'requests/s',
    bar: 4_000,
    atLeast: true,
  });
  report.figure({
    name: `  p99 ${at(own)}`,
    value: rounded(own.p99),
    unit: 'ms',
    // at a lower rate it would tell nothing
    ...(own.rate === steadyRate && { bar: 15 }),
  });
  report.figure({ name: `  median ${at(own)}`, value: rounded(own.p50), unit: 'ms' });
  report.figure({ name: '  blocks that came meanwhile', value: mined, unit: 'blocks' });
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

async function measureNothing(report: Report, url: string): Promise<void> {
  report.progress('orders in a token that nobody paid in');
  const [first = 0, ...others] = await walkNothing(url);
  report.figure({ name: 'orders of which there are none, first page', value: Math.round(first), unit: 'ms' });
  report.figure({ name: '  pages after it, to the end', value: others.length, unit: 'pages' });
  report.figure({ name: '  the slowest of these', value: Math.round(Math.max(0, ...others)), unit: 'ms' });
}

/** Searches that are asked for alike, so many at once. */
interface Searches {
  readonly name: string;
  readonly words: () => string;
  readonly sort?: string;
  readonly connections: number;
}

const searches: readonly Searches[] = [
  { name: 'full-text search, 4 at once, p99', words: searchWords, connections: 4 },
  {
    name: 'the same words, the best match first, 4 at once, p99',
    words: searchWords,
    sort: '-relevance',
    connections: 4,
  },
  {
    name: 'common words, the best match first, one at a time, p99',
    words: commonWords,
    sort: '-relevance',
    connections: 1,
  },
];

async function measureSearches(
  report: Report,
  url: string,
  seconds: number,
  { name, words, sort, connections }: Searches,
): Promise<void> {
  report.progress(name);
  const path = () => `/assets?q=${words()}${sort === undefined ? '' : `&sort=${sort}`}`;
  await driveHard({ url, path, connections: Math.min(2, connections), seconds: 1 });
  const { took, perSecond } = await driveHard({ url, path, connections, seconds });
  report.figure({ name, value: rounded(quantile(took, 0.99)), unit: 'ms', bar: 50 });
  report.figure({ name: '  median', value: rounded(median(took)), unit: 'ms' });
  report.figure({ name: '  searches', value: Math.round(perSecond), unit: 'requests/s' });
}

/** What integrators ask for, one kind after another. */
async function measureAll(
  report: Report,
  input: {
    url: string;
    databaseUrl: string;
    chain: MarketChain;
    blocks: Iterator<HistoryBlock>;
    scale: number;
  },
): Promise<void> {
  const { url, databaseUrl, chain, blocks, scale } = input;
  const sized = (value: number) => Math.max(1, Math.round(value * scale));
  const seconds = Math.max(2, Math.min(10, 10 * scale));
  const sql = openMirror(databaseUrl);
  try {
    report.progress(`${sized(1_000_000)} orders`);
    await addOrders(sql, sized(1_000_000));
    report.progress(`${sized(100_000)} assets with documents`);
    await addAssets(sql, sized(100_000));
    await settleDown(sql);
    const orders = await drawOrders(sql, 20_000);
    await measureOrders(report, { url, databaseUrl, orders, chain, blocks, seconds });
    await measurePages(report, url, Math.max(50, sized(10_000)));
    await measureNothing(report, url);
    for (const each of searches) await measureSearches(report, url, seconds, each);
    const clients = sized(1_000);
    report.progress(`${clients} streams`);
    const samples = Math.max(3, Math.min(20, sized(20)));
    const mine = () => mineAndTell({ chain, blocks, sql });
    const streams = await followStreams({ url, clients, mine, samples });
    const name = `${clients} streams, ${streams.changes} changes, last client`;
    report.figure({ name, value: Math.round(streams.worst), unit: 'ms', bar: 1_000 });
    report.figure({
      name: '  changes that not every stream had',
      value: streams.missed,
      unit: 'changes',
      bar: 0,
    });
    report.figure({ name: '  streams that ended', value: streams.ended, unit: 'streams', bar: 0 });
  } finally {
    await sql.end();
  }
}

/**
 * A small history is mirrored by the real service; then its tables are filled up with rows like those that the history left, and an API process
 * of its own, bound to one core, is asked as integrators would. Requests draw what they filter by from 20,000 orders of 50,000 buyers, 500
 * providers and 20,000 datasets, so that few are alike; a block comes every second, with events of those who have the most orders.
 */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale } = readOptions(args);
  // The database, the chain and the load would run beside the API on its one core as well.
  await bindTo(otherCores);
  const databases = await startDatabases({ shared_buffers: sharedBuffers });
  const { chain, blocks } = await writeAndGoOn({ events: 20_000, blocks: 200, more: 40 }, report);
  try {
    await databases.withDatabase(async (databaseUrl) => {
      report.progress('the mirror of a small history');
      const common = { databaseUrl, rpcUrl: chain.rpcUrl, deadlineMs };
      const writer = await startIndexer({ ...common, cores: otherCores });
      try {
        const api = await startIndexer({ ...common, cores: core, env: { ROLE: 'api' } });
        try {
          await measureAll(report, {
            url: api.url,
            databaseUrl,
            chain,
            blocks: inParts(blocks, parts),
            scale,
          });
        } finally {
          await api.stop();
        }
      } finally {
        await writer.stop();
      }
    });
  } finally {
    await chain.stop();
    await databases.stop();
  }
  report.note(
    `The API's process is bound to core ${core}, as is the floor's; the writer's process, Postgres, the chain and the load have the others. ` +
      'Each request filters by buyer, provider, dataset, state or two of them, as an order has them that is drawn anew from 20,000; a block of ' +
      `some ten events comes every second meanwhile. Postgres has ${sharedBuffers} of shared buffers, for both${scale === 1 ? '' : `; sizes times ${scale}`}.`,
  );
}
