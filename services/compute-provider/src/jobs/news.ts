import { EventEmitter, on } from 'node:events';
import type { Bytes32 } from '@atoll/schemas/ids';

/** Tells inside this process that a job changed; what it changed to is read from the database. */
export interface JobNews {
  publish(jobId: Bytes32): void;
  /** Yields at each change of the job until the signal aborts. */
  follow(jobId: Bytes32, signal: AbortSignal): AsyncIterable<void>;
  /** Yields after changes of whichever job, once for all that came since, until the signal aborts. */
  followAll(signal: AbortSignal): AsyncIterable<void>;
}

/** No job has this id. */
const anyJob = 'any job';

export function createJobNews(): JobNews {
  const emitter = new EventEmitter({ captureRejections: false });
  // One listener for each open event stream; their number is bounded by the connections that the server takes.
  emitter.setMaxListeners(0);
  return {
    publish: (jobId) => {
      emitter.emit(jobId);
      emitter.emit(anyJob);
    },
    async *follow(jobId, signal) {
      try {
        for await (const _event of on(emitter, jobId, { signal })) yield;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    async *followAll(signal) {
      let change = Promise.withResolvers<undefined>();
      const onChange = () => change.resolve(undefined);
      emitter.on(anyJob, onChange);
      signal.addEventListener('abort', onChange, { once: true });
      try {
        for (;;) {
          await change.promise;
          if (signal.aborted) return;
          change = Promise.withResolvers();
          yield;
        }
      } finally {
        emitter.off(anyJob, onChange);
      }
    },
  };
}
