import { Worker } from 'node:worker_threads';
import { AtollError } from '@atoll/schemas/error';
import type { VerifyReply, VerifyTask } from './verify-task.ts';

/** The full check found something else than what was committed to. */
class NotAsCommitted extends AtollError {
  constructor(how: string) {
    super({
      code: 'dataset_changed',
      message: how,
      hint: 'restore the files, or publish a new version',
    });
  }
}

/**
 * Reads and hashes a whole folder in a thread of its own, which gives way to everything else that wants the processor, and compares it with
 * its commitment.
 *
 * @returns the files with the time of their last change
 * @throws AtollError where anything differs; the signal's reason
 */
export async function verifyApart(
  input: VerifyTask & { signal?: AbortSignal },
): Promise<readonly { path: string; modifiedNs: bigint }[]> {
  const { signal, ...task } = input;
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<VerifyReply>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the thread of a full check ended with ${code}`)));
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const reply = await promise;
    if ('changed' in reply) throw new NotAsCommitted(reply.changed);
    return reply.files;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
