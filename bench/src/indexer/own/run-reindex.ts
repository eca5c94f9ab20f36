import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessFailed, startProcess } from '@atoll/tests/support/process';
import { deployment } from '../history/deployment.ts';
import { watchMemory } from '../process-memory.ts';
import { argumentsOf } from './script-arguments.ts';

export interface ReindexRun {
  /** From the start of the process to its end, when the new tables are the live ones. */
  readonly ms: number;
  /** Bytes. */
  readonly peakMemory: number;
}

/** Rebuilds the projections of a mirror from the logs that it keeps, as `npm run reindex` does. @throws ProcessFailed */
export async function runReindex(parameters: { databaseUrl: string; rpcUrl: string }): Promise<ReindexRun> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-reindex-'));
  try {
    const book = join(folder, 'deployment.json');
    await writeFile(book, JSON.stringify(deployment));
    const start = performance.now();
    const running = await startProcess({
      command: process.execPath,
      args: argumentsOf('reindex'),
      cwd: folder,
      env: { DATABASE_URL: parameters.databaseUrl, RPC_URL: parameters.rpcUrl, DEPLOYMENT: book },
    });
    const watch = watchMemory(running.pid);
    const { code } = await running.exited;
    const ms = performance.now() - start;
    watch.stop();
    if (code !== 0) throw new ProcessFailed('the rebuild', `ended with ${code}`, running.output());
    return { ms, peakMemory: watch.peak() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
