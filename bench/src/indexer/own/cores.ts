import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The last core: the one that the system's own work prefers least. */
export const lastCore = String(availableParallelism() - 1);
/** All others, as `taskset` takes them; the one that there is where there is no other. */
export const otherCores = availableParallelism() > 1 ? `0-${availableParallelism() - 2}` : lastCore;

/** Binds this process, each of its threads, to cores; what it starts from now on has the same unless it is bound to others. */
export async function bindTo(cores: string): Promise<void> {
  await run('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)]);
}
