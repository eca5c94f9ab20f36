import { Worker } from 'node:worker_threads';
import { AtollError } from '@atoll/schemas/error';
import type { MadeFolder } from './make-sample-folder.ts';
import type { SampleReply, SampleTask } from './sample-task.ts';

/** Heap of the thread: the values of the largest table and of its sample fit. */
const heapMiB = 4096;

/**
 * Makes a sample in a thread of its own: counting a large table must not keep the service from answering.
 * @throws what `makeSampleFolder` throws
 */
export async function runSampler(task: SampleTask): Promise<MadeFolder> {
  const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<MadeFolder>();
  worker.once('message', (reply: SampleReply) => {
    if ('made' in reply) resolve(reply.made);
    else reject(new SampleRefused(reply.refused));
  });
  worker.once('error', reject);
  worker.once('exit', (code) =>
    reject(new Error(`the sampler's thread ended with ${code} before it answered`)),
  );
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

/** A refusal as the thread gave it. */
class SampleRefused extends AtollError {}
