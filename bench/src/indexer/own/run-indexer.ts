import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServices } from '@atoll/tests/support/build';
import { freePort } from '@atoll/tests/support/ports';
import { startProcess } from '@atoll/tests/support/process';
import { deployment } from '../history/deployment.ts';
import { isReady } from '../is-ready.ts';
import { type MemoryWatch, watchMemory } from '../process-memory.ts';
import { argumentsOf } from './script-arguments.ts';

/** All load comes from one address here: what one visitor may ask for is no part of what is measured. */
const unlimited = { ANONYMOUS_REQUESTS_PER_MINUTE: '1000000000', ANONYMOUS_STREAMS: '10000' };

export interface IndexerParameters {
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  /** How long it may take until `/ready` answers 200. */
  readonly deadlineMs: number;
  /** Cores that the process may use, as `taskset` takes them; all when left out. */
  readonly cores?: string;
  /** Variables beyond those that every run needs. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningIndexer {
  readonly url: string;
  /** From the start of its process until `/ready` answered 200. */
  readonly readyMs: number;
  /** Bytes, of all its processes. */
  peakMemory(): number;
  stop(): Promise<void>;
}

/** Runs the real service, as its own process with its own environment, and waits until its backfill is over. */
export async function startIndexer(parameters: IndexerParameters): Promise<RunningIndexer> {
  const { databaseUrl, rpcUrl, deadlineMs, cores } = parameters;
  await buildServices(['indexer']);
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-indexer-'));
  const book = join(folder, 'deployment.json');
  await writeFile(book, JSON.stringify(deployment));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let watch: MemoryWatch | undefined;
  const start = performance.now();
  const startArgs = argumentsOf(parameters.env?.['ROLE'] === 'api' ? 'start:api' : 'start');
  const running = await startProcess({
    ...(cores === undefined
      ? { command: process.execPath, args: startArgs }
      : { command: 'taskset', args: ['--cpu-list', cores, process.execPath, ...startArgs] }),
    cwd: folder,
    env: {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      RPC_URL: rpcUrl,
      DEPLOYMENT: book,
      LOG_LEVEL: 'warn',
      ...unlimited,
      ...parameters.env,
    },
    spawned: (pid) => (watch = watchMemory(pid)),
    poll: () => isReady(url),
    readyWithinMs: deadlineMs,
    remove: [folder],
  });
  const readyMs = performance.now() - start;
  return {
    url,
    readyMs,
    peakMemory: () => watch?.peak() ?? 0,
    stop: async () => {
      watch?.stop();
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
