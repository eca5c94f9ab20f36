import { EventEmitter, on } from 'node:events';
import { type Bytes32 } from '@atoll/schemas/ids';

/** Tells inside this process that a job changed; what it changed to is read from the database. */
export interface JobNews {
  publish(jobId: Bytes32): void;
  /** Yields at each change of the job until the signal aborts. */
  follow(jobId: Bytes32, signal: AbortSignal): AsyncIterable<void>;
}

export function createJobNews(): JobNews {
  const emitter = new EventEmitter({ captureRejections: false });
  // One listener for each open event stream; their number is bounded by the connections that the server takes.
  emitter.setMaxListeners(0);
  return {
    publish: (jobId) => void emitter.emit(jobId),
    async *follow(jobId, signal) {
      try {
        for await (const _event of on(emitter, jobId, { signal })) yield;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
