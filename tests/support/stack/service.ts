import { resolve } from 'node:path';
import { type RunningProcess, startProcess } from '../process.ts';
import { signalGroup } from '../run-files.ts';
import { waitFor } from '../wait.ts';

export type ServiceName = 'indexer' | 'marketplace' | 'compute-provider';

/** A service of the stack in a process of its own, which can be killed and started again with the same state. */
export interface Service {
  readonly name: ServiceName;
  /** Origin, e.g. `http://127.0.0.1:4401`. */
  readonly url: string;
  start(): Promise<void>;
  /** Ends it: SIGTERM in good order, SIGKILL as a crash would. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Sends it SIGKILL within this call, also while it is starting; `start` fails then. Answers whether there was anybody to kill. */
  kill(): boolean;
  /** Whether there is a process, running or starting, that was not told to end. */
  lives(): boolean;
  /** False once it was stopped or has ended by itself. */
  running(): boolean;
  output(): readonly string[];
}

const root = resolve(import.meta.dirname, '../../..');

/** True once the service says that everything it needs is there. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch (error) {
    // Nobody listens yet, or the answer took too long: not ready, which is what was asked.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false;
    throw error;
  }
}

/** Describes a service of the stack; `start` runs `services/<name>/dist/main.js` and waits until it is ready. */
export function defineService(input: {
  name: ServiceName;
  port: number;
  env: Readonly<Record<string, string>>;
  log?: (line: string) => void;
}): Service {
  const url = `http://127.0.0.1:${input.port}`;
  let child: RunningProcess<undefined> | undefined;
  let lines: readonly string[] = [];
  let pid: number | undefined;
  return {
    name: input.name,
    url,
    running: () => child !== undefined,
    output: () => child?.output() ?? lines,
    async start() {
      if (child !== undefined) return;
      const started = await startProcess({
        command: process.execPath,
        args: [resolve(root, 'services', input.name, 'dist/main.js')],
        cwd: root,
        env: { ...input.env, PORT: String(input.port), HOST: '127.0.0.1', ATOLL_EXIT_WITH_PARENT: '1' },
        ipc: true,
        poll: () => isReady(url),
        readyWithinMs: 60_000,
        spawned: (number) => {
          pid = number;
        },
        ...(input.log === undefined ? {} : { log: input.log }),
      });
      child = started;
      void started.exited.then(() => {
        if (pid === started.pid) pid = undefined;
        if (child !== started) return;
        lines = started.output();
        child = undefined;
      });
    },
    lives: () => pid !== undefined,
    kill() {
      if (pid === undefined) return false;
      signalGroup(pid, 'SIGKILL');
      pid = undefined;
      return true;
    },
    async stop(signal = 'SIGTERM') {
      const stopping = child;
      if (stopping === undefined) return;
      child = undefined;
      lines = stopping.output();
      await stopping.stop(signal);
      await waitFor(`${input.name} to let go of its port`, async () => !(await isReady(url)));
    },
  };
}
