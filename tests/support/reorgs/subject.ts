import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createMeasures } from '@atoll/indexer/operations/measures';
import type { Sql } from '@atoll/indexer/store/connection';
import { runWriter } from '@atoll/indexer/sync/run-writer';
import { initialSyncState } from '@atoll/indexer/sync/sync-state';
import type { Market } from '@atoll/indexer/testing/market';
import { createLogger } from '@atoll/server-kit/logger';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { type RunningProcess, startProcess } from '../process.ts';
import { waitFor } from '../wait.ts';
import { finality } from './world.ts';

/** The indexer that a run looks at. */
export interface Subject {
  start(): Promise<void>;
  /** Ends it without any warning, wherever it is. */
  kill(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** What it said last, for a report. */
  output(): readonly string[];
}

interface SubjectInput {
  readonly market: Market;
  readonly url: string;
  readonly endpoints: readonly string[];
  /** Connections of its own to its database. */
  readonly sql: Sql;
}

const program = resolve(import.meta.dirname, '../../../services/indexer/dist/main.js');

/** The service's own program in a process of its own. */
export function processSubject({ market, url, endpoints }: SubjectInput): Subject {
  let child: RunningProcess<undefined> | undefined;
  let directory: string | undefined;
  let output: readonly string[] = [];
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    await ending?.stop(signal);
  };
  const start = async () => {
    directory ??= await mkdtemp(join(tmpdir(), 'atoll-reorgs-'));
    const started = await startProcess({
      command: process.execPath,
      args: [program],
      env: {
        ...{ DATABASE_URL: url, RPC_URL: endpoints.join(','), DEPLOYMENT: market.deploymentFile },
        ...{ IPFS_DIRECTORY: join(directory, 'ipfs'), POLLING_INTERVAL: '20', PORT: '0', HOST: '127.0.0.1' },
        ...{ FINALITY: String(finality), LOG_LEVEL: 'info', ATOLL_EXIT_WITH_PARENT: '1' },
      },
      ipc: true,
    });
    child = started;
    output = started.output();
    // Whoever runs it starts it again where it gave up, a database that was away for example.
    void started.exited.then(() => (child === started ? start() : undefined));
  };
  return {
    start,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
    output: () => output,
  };
}

/**
 * The writer of the service in this process, which starts in a tenth of the time. Killing it cuts its connection wherever the database is
 * with its statements and forgets all that it had in memory, which is what a mirror loses in a kill.
 */
export async function insideSubject({ market, url, endpoints, sql }: SubjectInput): Promise<Subject> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-reorgs-'));
  const storage = await openEmbeddedStorage({ directory, gateways: [] });
  const lines: string[] = [];
  const logger = createLogger({
    ...{ name: 'indexer', level: 'info' },
    destination: { write: (line: string) => void lines.push(line) },
  });
  const { treasury: _treasury, ...contracts } = market.chain.addresses;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let state = initialSyncState();
  return {
    async start() {
      stopping = new AbortController();
      state = initialSyncState();
      running = runWriter(
        {
          ...{ databaseUrl: url, chainId: market.chain.chainId, contracts, finality, logger },
          connect: () => Promise.resolve(market.chain),
          ...{ state, measures: createMeasures(), sideWork: [] },
          endpoints: endpoints.map((each) => ({ url: each })),
          documents: { sql, storage, logger },
          onReached: () => Promise.resolve(),
        },
        stopping.signal,
      );
    },
    async kill() {
      // A connection that is lost while it opens ends the process (postgres.js 3.4 rejects a promise that nobody holds): that is for processes.
      await waitFor('the writer being elected', () => state.role === 'writer');
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'indexer writer'`;
      stopping.abort();
      await running;
    },
    async stop() {
      stopping.abort();
      await running;
      await storage.close();
      await rm(directory, { recursive: true, force: true });
    },
    output: () => lines.slice(-60),
  };
}

/** Waits a while, so that what follows hits the indexer at another point of its work each time. */
export const moment = (milliseconds: number): Promise<void> => pause(milliseconds);
