import type { Bytes32 } from '@atoll/schemas/ids';

/** Runs that are under way in this process. A run that is not here has been lost. */
export interface Runs {
  has(jobId: Bytes32): boolean;
  /** Starts a run unless one is under way; `act` must handle its own failures. */
  start(jobId: Bytes32, act: (signal: AbortSignal) => Promise<void>): void;
  /** Stops following a run and waits until nothing more is done about it here. */
  stop(jobId: Bytes32): Promise<void>;
  /** Stops following every run, which itself goes on: another process takes it up. */
  letGo(): Promise<void>;
}

export function createRuns(): Runs {
  const underWay = new Map<Bytes32, { abort: AbortController; ended: Promise<void> }>();
  const stop = async (jobId: Bytes32) => {
    const run = underWay.get(jobId);
    run?.abort.abort();
    await run?.ended;
  };
  return {
    has: (jobId) => underWay.has(jobId),
    start: (jobId, act) => {
      if (underWay.has(jobId)) return;
      const abort = new AbortController();
      const ended = act(abort.signal).finally(() => underWay.delete(jobId));
      underWay.set(jobId, { abort, ended });
    },
    stop,
    letGo: async () => {
      await Promise.all([...underWay.keys()].map(stop));
    },
  };
}
