import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { waitFor } from './wait.ts';

/** Where running processes of the local stack are written down, one file each. */
export const runDirectory = resolve(import.meta.dirname, '../../.atoll/run');

const ProcessMark = z.object({
  pid: z.number().int().positive(),
  /** When the process started, as the system tells it: tells a process from a later one with the same number. */
  started: z.string(),
});

const RunFile = z.object({
  command: z.string(),
  owner: ProcessMark,
  child: ProcessMark,
  signal: z.string(),
  remove: z.array(z.string()),
});
type RunFile = z.infer<typeof RunFile>;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** When a process started, or `undefined` when no such process lives. A zombie counts as dead. */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    try {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    } catch (error) {
      if (error instanceof Error && 'status' in error) return undefined;
      throw error;
    }
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in parentheses and may hold blanks; state is the first field after it, the start
    // (in clock ticks since boot) the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function lives(mark: z.infer<typeof ProcessMark>): boolean {
  return startOf(mark.pid) === mark.started;
}

/** Sends a signal to a whole process group; a group that has ended is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Only what this stack made in the system's folder for temporary files may be removed on its behalf. */
export function removeTemporary(path: string): void {
  const parent = dirname(resolve(path));
  if (parent !== resolve(tmpdir()) || !basename(path).startsWith('atoll-')) {
    throw new TypeError(`${path} is no temporary folder of Atoll`);
  }
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Writes down a process that this one has started, and answers how to strike it out again. */
export function writeRunFile(input: {
  pid: number;
  command: string;
  signal: NodeJS.Signals;
  remove: readonly string[];
}): () => void {
  const started = startOf(input.pid);
  const own = startOf(process.pid);
  // A process that has ended already needs no file.
  if (started === undefined || own === undefined) return () => undefined;
  mkdirSync(runDirectory, { recursive: true });
  const path = join(runDirectory, `${input.pid}.json`);
  const content: RunFile = {
    command: input.command,
    owner: { pid: process.pid, started: own },
    child: { pid: input.pid, started },
    signal: input.signal,
    remove: [...input.remove],
  };
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, path);
  return () => rmSync(path, { force: true });
}

function readRunFile(path: string): RunFile | undefined {
  try {
    return RunFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    // Another process that cleans up at the same time may have been first.
    if (hasCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      rmSync(path, { force: true });
      return undefined;
    }
    throw error;
  }
}

/** Ends what a run that was killed has left behind: its processes first, then its temporary folders. */
export async function cleanLeftovers(): Promise<string[]> {
  mkdirSync(runDirectory, { recursive: true });
  const cleaned: string[] = [];
  for (const name of readdirSync(runDirectory).filter((each) => each.endsWith('.json'))) {
    const path = join(runDirectory, name);
    const run = readRunFile(path);
    if (run === undefined || lives(run.owner)) continue;
    if (lives(run.child)) {
      signalGroup(run.child.pid, run.signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
      try {
        await waitFor(`the end of ${run.command}`, () => !lives(run.child), { deadlineMs: 5000 });
      } catch {
        // Asked in vain: now it is made to.
        signalGroup(run.child.pid, 'SIGKILL');
      }
    }
    for (const folder of run.remove) removeTemporary(folder);
    rmSync(path, { force: true });
    cleaned.push(run.command);
  }
  return cleaned;
}
