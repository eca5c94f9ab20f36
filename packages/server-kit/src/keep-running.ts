import { setTimeout as pause } from 'node:timers/promises';

/** What works on a queue until it is stopped, or until the database fails it: a runner of graphile-worker. */
export interface QueueRunner {
  readonly promise: Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds before a queue that ended by itself begins anew. */
const failurePauseMs = 500;

/**
 * Settings of a runner under which the ends of jobs are written in batches, of those that end in the same moment. By itself the library writes
 * each alone and awaits none: what the database fails there nobody could catch, and it would end the process (graphile-worker 0.18,
 * `completeJob` in `src/main.ts`).
 */
export const reportingFailures = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/** Resolves when a runner has ended: by itself, where the database failed as a job ended, or because the signal aborted. */
async function ended(runner: QueueRunner, signal: AbortSignal): Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = () => {
    // Refused by one that is about to end by itself, which its promise tells.
    stopped = runner.stop().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await runner.promise;
    await stopped;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Works on a queue until the signal aborts, and begins anew where the database failed it.
 *
 * @param input.begin takes back what earlier runners held, and works with {@link reportingFailures}
 * @returns once the first runner works; `stopped` resolves when the last one has ended
 * @example
 * const { stopped } = await keepRunning({ begin, signal: stopping.signal, onFailure });
 */
export async function keepRunning(input: {
  begin: () => Promise<QueueRunner>;
  signal: AbortSignal;
  onFailure: (error: unknown) => void;
}): Promise<{ readonly stopped: Promise<void> }> {
  const { begin, signal, onFailure } = input;
  let runner: QueueRunner | undefined = await begin();
  const work = async () => {
    while (!signal.aborted) {
      try {
        await ended((runner ??= await begin()), signal);
      } catch (error) {
        onFailure(error);
      }
      runner = undefined;
      // Cut short by the signal, which ends the loop.
      await pause(failurePauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return { stopped: work() };
}
