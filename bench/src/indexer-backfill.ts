import type { Report } from './report.ts';
import { runFloor } from './indexer/floor/run-floor.ts';
import { spanOf } from './indexer/floor/copy-logs.ts';
import { contracts } from './indexer/history/deployment.ts';
import { indexerUsage, median, readOptions } from './indexer/options.ts';
import { slowdown, watchProgress } from './indexer/own/progress.ts';
import { startIndexer } from './indexer/own/run-indexer.ts';
import { runReindex } from './indexer/own/run-reindex.ts';
import { installPonder, ponderVersion, startPonder } from './indexer/peer/ponder.ts';
import { peerDoes } from './indexer/peer/ponder-project.ts';
import {
  checkLogs,
  type Databases,
  type Scenario,
  sizeOf,
  startDatabases,
  writeChain,
} from './indexer/stage.ts';

export const description =
  "backfill of a market's own events beside Ponder (default, and with its RPC cache warm) and beside raw logs + COPY";
export const usage = indexerUsage;

const deadlineMs = 3_600_000;
const mega = 1e6;

interface OwnRun {
  readonly seconds: number;
  readonly peakMemory: number;
  readonly slowdown: number | undefined;
  /** Bytes of tables and indexes. */
  readonly stored: number;
  /** What a rebuild from the logs that are kept takes, where it was asked for. */
  readonly rebuild: { readonly seconds: number; readonly peakMemory: number } | undefined;
}

async function runOwn(
  databases: Databases,
  rpcUrl: string,
  scenario: Scenario,
  rebuilt: boolean,
): Promise<OwnRun> {
  return databases.withDatabase(async (databaseUrl) => {
    const watch = watchProgress(databaseUrl);
    const indexer = await startIndexer({ databaseUrl, rpcUrl, deadlineMs }).catch(async (error: unknown) => {
      await watch.stop();
      throw error;
    });
    let own: Omit<OwnRun, 'rebuild'>;
    try {
      const samples = await watch.stop();
      await checkLogs(databaseUrl, scenario.events);
      own = {
        seconds: indexer.readyMs / 1000,
        peakMemory: indexer.peakMemory() / mega,
        slowdown: slowdown(samples, scenario.blocks),
        stored: await sizeOf(databaseUrl),
      };
    } finally {
      await indexer.stop();
    }
    if (!rebuilt) return { ...own, rebuild: undefined };
    const { ms, peakMemory } = await runReindex({ databaseUrl, rpcUrl });
    return { ...own, rebuild: { seconds: ms / 1000, peakMemory: peakMemory / mega } };
  });
}

async function floorSeconds(databases: Databases, rpcUrl: string, scenario: Scenario): Promise<number> {
  const { events, blocks } = scenario;
  const { ms, copied } = await databases.withDatabase((databaseUrl) =>
    runFloor({
      databaseUrl,
      rpcUrl,
      addresses: Object.values(contracts),
      from: 1,
      to: blocks,
      span: spanOf(events, blocks),
    }),
  );
  if (copied !== events) throw new Error(`the floor copied ${copied} logs of ${events}`);
  return ms / 1000;
}

interface PeerRuns {
  readonly cold: { readonly seconds: number; readonly peakMemory: number };
  /** Absent where only the default was asked for. */
  readonly warm?: { readonly seconds: number; readonly peakMemory: number };
}

async function runPeer(databases: Databases, rpcUrl: string, options: { warm: boolean }): Promise<PeerRuns> {
  return databases.withDatabase(async (databaseUrl) => {
    const once = async (schema: string) => {
      const ponder = await startPonder({ databaseUrl, rpcUrl, schema, deadlineMs });
      try {
        return { seconds: ponder.readyMs / 1000, peakMemory: ponder.peakMemory() / mega };
      } finally {
        await ponder.stop();
      }
    };
    const cold = await once('cold');
    return options.warm ? { cold, warm: await once('warm') } : { cold };
  });
}

const round = (value: number): number => Math.round(value * 100) / 100;

interface Measured {
  readonly own: readonly OwnRun[];
  readonly floor: readonly number[];
}

/** Ours and the floor in turns, so that what else the machine does meets both. */
async function measureOwn(
  report: Report,
  databases: Databases,
  rpcUrl: string,
  scenario: Scenario,
  { runs, rebuilt }: { runs: number; rebuilt: boolean },
): Promise<Measured> {
  const own: OwnRun[] = [];
  const floor: number[] = [];
  for (let turn = 1; turn <= runs; turn++) {
    report.progress(`${scenario.name}: the floor, ${turn} of ${runs}`);
    floor.push(await floorSeconds(databases, rpcUrl, scenario));
    report.progress(`${scenario.name}: Atoll, ${turn} of ${runs}`);
    own.push(await runOwn(databases, rpcUrl, scenario, rebuilt));
  }
  return { own, floor };
}

function tellOwn(report: Report, scenario: Scenario, { own, floor }: Measured): number {
  const { name, events } = scenario;
  const seconds = median(own.map((run) => run.seconds));
  const floorMedian = median(floor);
  report.figure({ name: `${name}: Atoll`, value: Math.round(events / seconds), unit: 'events/s' });
  report.figure({ name: `${name}: floor`, value: Math.round(events / floorMedian), unit: 'events/s' });
  report.figure({
    name: `${name}: time as a multiple of the floor`,
    value: round(seconds / floorMedian),
    unit: 'times',
    bar: 1.6,
  });
  report.figure({
    name: `${name}: peak memory`,
    value: Math.round(Math.max(...own.map((run) => run.peakMemory))),
    unit: 'MB',
    bar: 350,
  });
  report.figure({
    name: `${name}: tables and indexes, of each event`,
    value: Math.round(median(own.map((run) => run.stored)) / events),
    unit: 'bytes',
  });
  const slower = own.flatMap((run) => run.slowdown ?? []);
  if (slower.length > 0) {
    report.figure({
      name: `${name}: last fifth slower than the first by`,
      value: Math.round(median(slower)),
      unit: '%',
      bar: 20,
    });
  }
  return seconds;
}

function tellPeer(
  report: Report,
  scenario: Scenario,
  seconds: number,
  what: string,
  run: PeerRuns['cold'],
  bar: number,
): void {
  const { name, events } = scenario;
  report.figure({
    name: `${name}: ${what}`,
    value: Math.round(events / run.seconds),
    unit: 'events/s',
  });
  report.figure({ name: `${name}: ${what}, peak memory`, value: Math.round(run.peakMemory), unit: 'MB' });
  report.figure({
    name: `${name}: Atoll as a multiple of ${what}`,
    value: round(run.seconds / seconds),
    unit: 'times',
    bar,
    atLeast: true,
  });
}

/** Ponder with a warm cache makes its rows from logs that it keeps; so does a rebuild. */
function tellRebuild(
  report: Report,
  { name, events }: Scenario,
  own: readonly OwnRun[],
  warmSeconds: number,
): void {
  const runs = own.flatMap(({ rebuild }) => rebuild ?? []);
  const seconds = median(runs.map((run) => run.seconds));
  const what = `${name}: Atoll, rebuilt from the logs that it keeps`;
  report.figure({ name: what, value: Math.round(events / seconds), unit: 'events/s' });
  report.figure({
    name: `${what}, as a multiple of Ponder, cache warm`,
    value: round(warmSeconds / seconds),
    unit: 'times',
  });
  report.figure({
    name: `${what}, peak memory`,
    value: Math.round(Math.max(...runs.map(({ peakMemory }) => peakMemory))),
    unit: 'MB',
  });
}

/**
 * Backfills the same histories by Atoll's indexer, by Ponder and by the floor, from the start of each process until it is ready, from
 * one chain (anvil) into one Postgres. Atoll and the floor by the median of several runs.
 */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale, long, runs } = readOptions(args);
  const sized = (name: string, events: number, blocks: number, blockTime: number): Scenario => ({
    name,
    events: Math.round(events * scale),
    blocks: Math.round(blocks * scale),
    blockTime,
  });
  report.progress('installing Ponder');
  await installPonder();
  const databases = await startDatabases();
  const measure = async (
    scenario: Scenario,
    peer: { bars: readonly number[] } | undefined,
    times: number,
  ): Promise<void> => {
    const chain = await writeChain(scenario, report);
    try {
      const rebuilt = peer?.bars[1] !== undefined;
      const measured = await measureOwn(report, databases, chain.rpcUrl, scenario, { runs: times, rebuilt });
      const seconds = tellOwn(report, scenario, measured);
      if (peer === undefined) return;
      const [coldBar, warmBar] = peer.bars;
      report.progress(`${scenario.name}: Ponder`);
      const found = await runPeer(databases, chain.rpcUrl, { warm: warmBar !== undefined });
      tellPeer(report, scenario, seconds, 'Ponder, default', found.cold, coldBar ?? 0);
      if (found.warm === undefined || warmBar === undefined) return;
      tellPeer(report, scenario, seconds, 'Ponder, cache warm', found.warm, warmBar);
      tellRebuild(report, scenario, measured.own, found.warm.seconds);
    } finally {
      await chain.stop();
    }
  };
  try {
    await measure(sized('dense', 200_000, 2_000, 600), { bars: [8, 3] }, runs);
    await measure(sized('sparse', 40_000, 8_000, 60), { bars: [50] }, runs);
    if (long) await measure(sized('long', 2_000_000, 20_000, 60), undefined, 1);
  } finally {
    await databases.stop();
  }
  report.note(
    `Ponder ${ponderVersion} in its production mode, from its own folder. ${peerDoes} Each by its process's start until /ready; ` +
      `Postgres as it comes (durable), anvil and all others on this machine${scale === 1 ? '' : `; sizes times ${scale}`}.`,
  );
}
