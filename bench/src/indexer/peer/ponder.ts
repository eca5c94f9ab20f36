import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@atoll/tests/support/ports';
import { startProcess } from '@atoll/tests/support/process';
import { z } from 'zod';
import { isReady } from '../is-ready.ts';
import { type MemoryWatch, watchMemory } from '../process-memory.ts';
import { projectFiles } from './ponder-project.ts';

/** The newest of its line whose own dependencies are all published; `latest` is an older line. */
export const ponderVersion = '0.16.10';

const packages = { ponder: ponderVersion, viem: '2.57.1', hono: '4.13.19' };
const folder = resolve(import.meta.dirname, '../../../../.atoll', `ponder-${ponderVersion}`);
const program = join(folder, 'node_modules/ponder/dist/esm/bin/ponder.js');

const Manifest = z.object({ version: z.string() });

async function isInstalled(): Promise<boolean> {
  const manifest = join(folder, 'node_modules/ponder/package.json');
  if (!existsSync(manifest) || !existsSync(join(folder, 'node_modules/hono/package.json'))) return false;
  return Manifest.parse(JSON.parse(await readFile(manifest, 'utf8'))).version === ponderVersion;
}

/**
 * Puts Ponder from npm into a folder of its own under `.atoll`, unless it is there, and writes the project that it runs.
 * @throws what npm wrote, where it cannot install it
 */
export async function installPonder(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(projectFiles())) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  if (await isInstalled()) return;
  const manifest = { name: 'ponder-peer', private: true, type: 'module', dependencies: packages };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  // with the whole environment of this process: npm is configured there, with its proxies and certificates
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    timeout: 300_000,
  });
}

export interface PonderParameters {
  readonly databaseUrl: string;
  /** Its tables' schema; its cache of the chain is shared by all schemas of a database. */
  readonly schema: string;
  readonly rpcUrl: string;
  /** Follows heads by WebSocket where one is given. */
  readonly wsUrl?: string;
  /** Milliseconds between two looks at the head, its default (1,000) when left out. */
  readonly pollingInterval?: number;
  /** How long the backfill may take. */
  readonly deadlineMs: number;
}

export interface RunningPonder {
  readonly url: string;
  /** From the start of its process until `/ready` answered 200. */
  readonly readyMs: number;
  /** Bytes, of all its processes. */
  peakMemory(): number;
  stop(): Promise<void>;
}

/** Runs Ponder in its production mode and waits until its backfill is over. */
export async function startPonder(parameters: PonderParameters): Promise<RunningPonder> {
  const { databaseUrl, schema, rpcUrl, wsUrl, pollingInterval, deadlineMs } = parameters;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let watch: MemoryWatch | undefined;
  const start = performance.now();
  const running = await startProcess({
    command: process.execPath,
    args: [program, 'start', '--schema', schema, '--port', String(port), '--hostname', '127.0.0.1'],
    cwd: folder,
    env: {
      DATABASE_URL: databaseUrl,
      PONDER_RPC_URL: rpcUrl,
      ...(wsUrl !== undefined && { PONDER_WS_URL: wsUrl }),
      ...(pollingInterval !== undefined && { PONDER_POLLING: String(pollingInterval) }),
      PONDER_TELEMETRY_DISABLED: 'true',
    },
    spawned: (pid) => (watch = watchMemory(pid)),
    poll: () => isReady(url),
    readyWithinMs: deadlineMs,
  });
  const readyMs = performance.now() - start;
  return {
    url,
    readyMs,
    peakMemory: () => watch?.peak() ?? 0,
    stop: async () => {
      watch?.stop();
      await running.stop();
    },
  };
}
