import type { Bytes32 } from '@atoll/schemas/ids';
import { contracts } from './indexer/history/deployment.ts';
import { callOne } from './indexer/chain/rpc.ts';
import { writeAndGoOn } from './indexer/chain/going-on.ts';
import type { MarketChain } from './indexer/chain/market-chain.ts';
import type { HistoryBlock } from './indexer/history/history.ts';
import { sample, seenAt, type Sampling } from './indexer/latency/visible.ts';
import { indexerUsage, median, readOptions } from './indexer/options.ts';
import { startIndexer } from './indexer/own/run-indexer.ts';
import { installPonder, ponderVersion, startPonder } from './indexer/peer/ponder.ts';
import { type Databases, startDatabases } from './indexer/stage.ts';
import type { Report } from './report.ts';
import postgres from 'postgres';

export const description =
  'from mined to visible in the API, beside Ponder by polling and by WebSocket, and beside a read and an insert';
export const usage = indexerUsage;

const deadlineMs = 600_000;
/** What is there before the first sample. */
const past = { events: 10_000, blocks: 200 };
const eventsOfBlock = past.events / past.blocks;

interface Stage {
  readonly chain: MarketChain;
  readonly blocks: Iterator<HistoryBlock>;
  readonly databases: Databases;
  readonly report: Report;
}

function tell(
  report: Report,
  name: string,
  took: readonly number[],
  bars: { median?: number; worst?: number } = {},
): void {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  report.figure({
    name: `${name}: median of ${took.length}`,
    value: rounded(median(took)),
    unit: 'ms',
    ...(bars.median !== undefined && { bar: bars.median }),
  });
  report.figure({
    name: `${name}: worst`,
    value: rounded(Math.max(...took)),
    unit: 'ms',
    ...(bars.worst !== undefined && { bar: bars.worst }),
  });
}

async function sampleAt(stage: Stage, url: string, samples: number): Promise<number[]> {
  const { chain, blocks } = stage;
  const api = seenAt(url);
  try {
    return await sample({ chain, blocks, samples }, api.seen);
  } finally {
    api.close();
  }
}

async function measureOwn(stage: Stage, samples: number): Promise<void> {
  const { chain, databases, report } = stage;
  report.progress('Atoll');
  await databases.withDatabase(async (databaseUrl) => {
    const indexer = await startIndexer({
      databaseUrl,
      // heads by the socket, all else by HTTP
      rpcUrl: `${chain.rpcUrl},${chain.wsUrl}`,
      deadlineMs,
    });
    try {
      // what runs for the first time is not yet compiled
      await sampleAt(stage, indexer.url, 5);
      tell(report, 'Atoll', await sampleAt(stage, indexer.url, samples), { median: 50, worst: 150 });
    } finally {
      await indexer.stop();
    }
  });
}

async function measurePeer(stage: Stage, name: string, samples: number, wsUrl?: string): Promise<void> {
  const { chain, databases, report } = stage;
  report.progress(name);
  await databases.withDatabase(async (databaseUrl) => {
    const ponder = await startPonder({
      databaseUrl,
      schema: 'latency',
      rpcUrl: chain.rpcUrl,
      deadlineMs,
      ...(wsUrl !== undefined && { wsUrl }),
    });
    try {
      await sampleAt(stage, ponder.url, 3);
      tell(report, name, await sampleAt(stage, ponder.url, samples));
    } finally {
      await ponder.stop();
    }
  });
}

/** The block read by its number, its logs by its hash, one durable insert, one read: what nobody who polls can do without. */
async function measureFloor(sampling: Sampling, databases: Databases, report: Report): Promise<void> {
  report.progress('the floor');
  await databases.withDatabase(async (databaseUrl) => {
    const sql = postgres(databaseUrl, { max: 1 });
    try {
      await sql`create table seen (job text primary key)`;
      const { rpcUrl } = sampling.chain;
      const seen = async (jobId: Bytes32) => {
        await callOne(rpcUrl, 'eth_getBlockByNumber', 'latest', false);
        await callOne(rpcUrl, 'eth_getLogs', {
          address: contracts.jobs,
          fromBlock: 'latest',
          toBlock: 'latest',
        });
        await sql`insert into seen values (${jobId})`;
        await sql`select job from seen where job = ${jobId}`;
      };
      tell(report, 'floor', await sample(sampling, seen));
    } finally {
      await sql.end();
    }
  });
}

/**
 * Mines blocks that hold orders, one at a time, and asks the API for the newest of these orders until it answers it. Counts from the
 * return of the call that mined the block.
 */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale } = readOptions(args);
  const samples = Math.max(10, Math.round(100 * scale));
  const ofPeer = Math.max(5, Math.round(20 * scale));
  report.progress('installing Ponder');
  await installPonder();
  const databases = await startDatabases();
  // half more than are sampled, for blocks that happen to hold no order
  const more = Math.ceil(1.5 * (samples + 3 * ofPeer + 40));
  const { chain, blocks } = await writeAndGoOn({ ...past, more }, report);
  try {
    const stage: Stage = { chain, blocks, databases, report };
    await measureFloor({ chain, blocks, samples: ofPeer }, databases, report);
    await measureOwn(stage, samples);
    await measurePeer(stage, 'Ponder, polling (its default)', ofPeer);
    await measurePeer(stage, 'Ponder, WebSocket', ofPeer, chain.wsUrl);
  } finally {
    await chain.stop();
    await databases.stop();
  }
  report.note(
    `Blocks of ${eventsOfBlock} events, of which at least one is an order; the job is asked for on one kept connection without a pause. ` +
      `Atoll is told of heads by WebSocket and looks for them as it does by itself on a local chain; Ponder ${ponderVersion}.`,
  );
}
