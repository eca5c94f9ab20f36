import { fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { buildFingerprints } from './build-fingerprints.ts';
import type { checkOutputs, CleanOutput } from './check-outputs.ts';
import { OutputInvalid, OutputRefused } from './problems.ts';
import type { GuardLimit, GuardReply, GuardTask, ScanInput } from './guard-task.ts';
import type { ScanResult } from './scan-outputs.ts';

type BuildInput = Parameters<typeof buildFingerprints>[0];
type CheckInput = Parameters<typeof checkOutputs>[0];

/** What the guard's process may take. */
export interface GuardBounds {
  /** Heap of the process; what is opened lies outside of it and has a bound of its own. */
  readonly heapMiB: number;
  /** Time for a scan: a fixed part, within which everything that may be expanded is scanned, and one that grows with the outputs. */
  readonly scanMs: number;
  readonly scanMsPerMiB: number;
}

export const guardBounds: GuardBounds = { heapMiB: 2048, scanMs: 180_000, scanMsPerMiB: 2000 };

/** Why something was not read to its end. */
const unread: Readonly<Record<GuardLimit, string>> = {
  time: 'takes more time than there is',
  memory: 'takes more memory than there is',
  failure: 'fails',
};

/**
 * {@link checkOutputs} in a process of its own, with the bounds of a scan: an enemy wrote what is parsed there.
 * @throws OutputRefused with the code of what `checkOutputs` throws; OutputInvalid where a bound is reached or reading fails
 */
export async function runCheck(input: CheckInput, bounds = guardBounds): Promise<CleanOutput[]> {
  const reply = await inProcess({ task: 'check', input }, bounds.heapMiB, bounds.scanMs);
  if (reply.task === 'check') return reply.result;
  if (reply.task === 'refused') throw new OutputRefused(reply.refusal);
  if (reply.task !== 'exceeded') throw new TypeError(`the guard's process answered ${reply.task}`);
  throw new OutputInvalid('outputs', `reading them ${unread[reply.limit]}`);
}

/**
 * Parses a model in a process of its own, with the bounds of a scan: an enemy wrote it.
 * @returns why it may not be run; undefined where it may
 */
export async function runModelCheck(path: string, bounds = guardBounds): Promise<string | undefined> {
  const reply = await inProcess({ task: 'model', input: { path } }, bounds.heapMiB, bounds.scanMs);
  if (reply.task === 'model') return reply.reason;
  if (reply.task !== 'exceeded') throw new TypeError(`the guard's process answered ${reply.task}`);
  return `reading it ${unread[reply.limit]}`;
}

/** Takes fingerprints in a process of its own: reading a large dataset must not keep the service from answering. */
export async function runBuild(input: BuildInput): ReturnType<typeof buildFingerprints> {
  const reply = await inProcess({ task: 'build', input }, guardBounds.heapMiB);
  if (reply.task !== 'build') throw new TypeError(`the guard's process answered ${reply.task}`);
  return reply.result;
}

/**
 * Scans outputs in a process of its own, with a bound of memory and of time, since an enemy wrote them. Where a bound is reached the
 * process ends, and that is the finding, as it is where the guard fails.
 */
export async function runGuard(input: ScanInput, bounds = guardBounds): Promise<ScanResult> {
  const mebibytes = input.outputs.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 2 ** 20;
  const reply = await inProcess(
    { task: 'scan', input },
    bounds.heapMiB,
    bounds.scanMs + bounds.scanMsPerMiB * mebibytes,
  );
  if (reply.task === 'scan') return reply.result;
  if (reply.task !== 'exceeded') throw new TypeError(`the guard's process answered ${reply.task}`);
  return {
    findings: [{ kind: 'unscanned', output: 'all', layer: [], limit: reply.limit }],
    datasets: input.datasets.map(({ dataset }) => ({ dataset, records: 0, queries: 0, chance: 0 })),
    bytes: 0,
  };
}

/**
 * A process and not a thread: where a thread runs out of heap while it parses, the engine ends the whole process, and that would be the
 * service.
 */
async function inProcess(task: GuardTask, heapMiB: number, limitMs?: number): Promise<GuardReply> {
  const cacheDirectory = getCompileCacheDir();
  const child = fork(new URL('./guard-worker.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${heapMiB}`],
    // It needs none of what the service is configured with; compiling the same files for every job took most of its time.
    env: cacheDirectory === undefined ? {} : { NODE_COMPILE_CACHE: cacheDirectory },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<GuardReply>();
  const timer =
    limitMs === undefined
      ? undefined
      : setTimeout(() => resolve({ task: 'exceeded', limit: 'time' }), limitMs);
  child.once('message', (reply) => resolve(replyOf(reply)));
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    // The engine ends a process whose heap is full by SIGABRT; the kernel one that took all memory by SIGKILL.
    if (signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134)
      resolve({ task: 'exceeded', limit: 'memory' });
    else reject(new Error(`the guard's process ended with ${signal ?? code} before it answered`));
  });
  child.send(task, (error) => {
    if (error !== null) reject(error);
  });
  try {
    const answer = await promise;
    if (answer.task === 'failed') throw answer.error;
    return answer;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

/** Only `guard-worker.ts` runs in the process, and answers so. */
function replyOf(message: unknown): GuardReply {
  return message as GuardReply;
}
