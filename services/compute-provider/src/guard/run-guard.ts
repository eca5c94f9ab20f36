import { Worker } from 'node:worker_threads';
import { type buildFingerprints } from './build-fingerprints.ts';
import { type GuardReply, type GuardTask } from './guard-task.ts';
import { type scanOutputs, type ScanResult } from './scan-outputs.ts';

type BuildInput = Parameters<typeof buildFingerprints>[0];
type ScanInput = Parameters<typeof scanOutputs>[0];

/** Heap of the thread; what is opened lies outside of it and has a bound of its own. */
const heapMiB = 2048;
/** Time for a scan: a fixed part, within which everything that may be expanded is scanned, and one that grows with the outputs. */
const scanMs = 180_000;
const scanMsPerMiB = 2000;

/** Takes fingerprints in a thread of its own: reading a large dataset must not keep the service from answering. */
export async function runBuild(input: BuildInput): ReturnType<typeof buildFingerprints> {
  const reply = await inThread({ task: 'build', input });
  if (reply.task !== 'build') throw new TypeError(`the guard's thread answered ${reply.task}`);
  return reply.result;
}

/**
 * Scans outputs in a thread of its own, with a bound of memory and of time, since an enemy wrote them. Where a bound is reached the thread
 * ends, and that is the finding.
 */
export async function runGuard(input: ScanInput): Promise<ScanResult> {
  const mebibytes = input.outputs.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 2 ** 20;
  const reply = await inThread({ task: 'scan', input }, scanMs + scanMsPerMiB * mebibytes);
  if (reply.task === 'scan') return reply.result;
  if (reply.task !== 'exceeded') throw new TypeError(`the guard's thread answered ${reply.task}`);
  return {
    findings: [{ kind: 'unscanned', output: 'all', layer: [], limit: reply.limit }],
    datasets: input.datasets.map(({ dataset }) => ({ dataset, records: 0, queries: 0, chance: 0 })),
    bytes: 0,
  };
}

type ThreadReply = GuardReply | { readonly task: 'exceeded'; readonly limit: 'time' | 'memory' };

function inThread(task: GuardTask, limitMs?: number): Promise<ThreadReply> {
  const worker = new Worker(new URL('./guard-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ThreadReply>();
  const timer =
    limitMs === undefined
      ? undefined
      : setTimeout(() => resolve({ task: 'exceeded', limit: 'time' }), limitMs);
  worker.once('message', (reply: GuardReply) => resolve(reply));
  worker.once('error', (error: Error) => {
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      resolve({ task: 'exceeded', limit: 'memory' });
    else reject(error);
  });
  worker.once('exit', (code) =>
    reject(new Error(`the guard's thread ended with ${code} before it answered`)),
  );
  return promise.finally(async () => {
    clearTimeout(timer);
    await worker.terminate();
  });
}
