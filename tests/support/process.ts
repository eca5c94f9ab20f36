import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { removeTemporary, signalGroup, writeRunFile } from './run-files.ts';
import { waitFor } from './wait.ts';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process ended, or stayed silent, before it was ready. Carries the last lines that it wrote. */
export class ProcessFailed extends Error {
  readonly output: readonly string[];
  constructor(command: string, what: string, output: readonly string[]) {
    super(`${command} ${what}${output.length === 0 ? '' : `; it wrote:\n${output.join('\n')}`}`);
    this.name = 'ProcessFailed';
    this.output = output;
  }
}

export interface StartProcessParameters<Ready> {
  command: string;
  args?: readonly string[];
  /** Added to the few variables that every program needs; nothing else of this process's environment is passed on. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Answers something as soon as a line says that the process is ready. */
  ready?: (line: string) => Ready | undefined;
  /** Asked again and again, as an alternative to `ready`: resolves true when the process is ready. */
  poll?: () => Promise<boolean>;
  /** How long it may take to be ready, 30 s unless given. */
  readyWithinMs?: number;
  log?: (line: string) => void;
  /** Told the process's number as soon as there is one, long before it is ready. */
  spawned?: (pid: number) => void;
  /** What ends the process in good order, SIGTERM unless given. */
  signal?: NodeJS.Signals;
  /** Opens an IPC channel; a service that runs with ATOLL_EXIT_WITH_PARENT=1 ends when it closes. */
  ipc?: boolean;
  uid?: number;
  gid?: number;
  /** Temporary folders that belong to the process and go with it. */
  remove?: readonly string[];
  /** Temporary folders that go only when nobody is left who could still use them: this process was killed. */
  removeIfOrphaned?: readonly string[];
}

export interface RunningProcess<Ready> {
  readonly pid: number;
  /** What `ready` answered. */
  readonly ready: Ready;
  readonly exited: Promise<ProcessEnd>;
  /** The last lines written, at most 200. */
  output(): readonly string[];
  /** Ends the process and everything it has started; kills what is left at the deadline (5 s unless given). */
  stop(signal?: NodeJS.Signals, deadlineMs?: number): Promise<ProcessEnd>;
}

const inherited = [
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'LANG',
  'TZ',
  'DOCKER_HOST',
  'DOCKER_CONFIG',
  'SSL_CERT_FILE',
  'NODE_COMPILE_CACHE',
];

function environmentFor(own: Readonly<Record<string, string>>): Record<string, string> {
  const passed = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...own };
}

/**
 * A shell that waits on a pipe to this process. When this process dies, however it dies, the pipe closes, and the shell
 * ends the group, waits up to 5 s, kills what is left and removes the temporary folders. Told `done`, it just ends.
 */
const guardScript = `
read -r line; [ "$line" = done ] && exit 0
group=$1; signal=$2; shift 2; tries=0
kill -s "$signal" -- "-$group" 2>/dev/null
while kill -0 -- "-$group" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -s KILL -- "-$group" 2>/dev/null
[ $# -gt 0 ] && rm -rf -- "$@"
exit 0
`;

function startGuard(pid: number, signal: NodeJS.Signals, remove: readonly string[]): () => void {
  const args = ['-c', guardScript, 'atoll-guard', String(pid), signal.replace(/^SIG/, ''), ...remove];
  const guard = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  const pipe: Writable & { unref?: () => void } = guard.stdin;
  pipe.unref?.();
  pipe.on('error', () => undefined);
  return () => pipe.end('done\n');
}

function follow(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => (child.pid === undefined ? reject(new Error('no pid')) : resolve(child.pid)));
  });
}

/**
 * Starts a program as its own process group and waits until it is ready. It leaves nothing behind: `stop` ends the
 * whole group, a guard does so when this process dies, and a run file lets the next start do so when both were killed.
 *
 * @throws ProcessFailed when it ends or stays silent before it is ready; it is stopped then
 * @example
 * const service = await startProcess({ command: 'node', args: ['main.ts'], ready: (line) => /listening on (\S+)/.exec(line)?.[1] });
 * await service.stop();
 */
export function startProcess<Ready>(
  parameters: StartProcessParameters<Ready> & { ready: (line: string) => Ready | undefined },
): Promise<RunningProcess<Ready>>;
export function startProcess<Ready = undefined>(
  parameters: StartProcessParameters<Ready>,
): Promise<RunningProcess<Ready | undefined>>;
export async function startProcess<Ready>(
  parameters: StartProcessParameters<Ready>,
): Promise<RunningProcess<Ready | undefined>> {
  const {
    command,
    args = [],
    ready,
    poll,
    readyWithinMs = 30_000,
    signal = 'SIGTERM',
    remove = [],
  } = parameters;
  const stdio: StdioOptions = [
    'ignore',
    'pipe',
    'pipe',
    ...(parameters.ipc === true ? ['ipc' as const] : []),
  ];
  const child = spawn(command, args, {
    detached: true,
    stdio,
    env: environmentFor(parameters.env ?? {}),
    ...(parameters.cwd === undefined ? {} : { cwd: parameters.cwd }),
    ...(parameters.uid === undefined ? {} : { uid: parameters.uid }),
    ...(parameters.gid === undefined ? {} : { gid: parameters.gid }),
  });
  const lines: string[] = [];
  const isReady = Promise.withResolvers<Ready | undefined>();
  const onLine = (line: string) => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
    parameters.log?.(line);
    const match = ready?.(line);
    if (match !== undefined) isReady.resolve(match);
  };
  follow(child.stdout, onLine);
  follow(child.stderr, onLine);
  const pid = await spawned(child);
  parameters.spawned?.(pid);
  const orphaned = [...remove, ...(parameters.removeIfOrphaned ?? [])];
  const strike = writeRunFile({ pid, command, signal, remove: orphaned });
  const dismiss = startGuard(pid, signal, orphaned);
  const exited = new Promise<ProcessEnd>((resolve) => {
    // `close` comes after the last line, so that what a failing program wrote is complete.
    child.once('close', (code, by) => resolve({ code, signal: by }));
  }).then((end) => {
    signalGroup(pid, 'SIGKILL');
    for (const folder of remove) removeTemporary(folder);
    dismiss();
    strike();
    return end;
  });

  const stop = async (by: NodeJS.Signals = signal, deadlineMs = 5000): Promise<ProcessEnd> => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(pid, by);
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), deadlineMs);
    // A grandchild that kept the pipes would keep `close` from coming.
    child.once('exit', () => signalGroup(pid, 'SIGKILL'));
    try {
      return await exited;
    } finally {
      clearTimeout(timer);
    }
  };
  const running = { pid, exited, output: () => lines, stop };
  if (ready === undefined && poll === undefined) return { ...running, ready: undefined };

  const polling = new AbortController();
  const polled =
    poll === undefined
      ? isReady.promise
      : waitFor('being ready', async () => polling.signal.aborted || (await poll()), {
          deadlineMs: readyWithinMs,
          everyMs: 50,
        }).then(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new ProcessFailed(command, `was not ready within ${readyWithinMs} ms`, lines)),
      readyWithinMs,
    );
  });
  const early = exited.then((end) => {
    throw new ProcessFailed(command, `ended with ${end.signal ?? end.code} before it was ready`, lines);
  });
  try {
    return { ...running, ready: await Promise.race([polled, late, early]) };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    polling.abort();
    clearTimeout(timer);
  }
}
