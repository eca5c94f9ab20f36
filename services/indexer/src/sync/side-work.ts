import type { Logger } from '@atoll/server-kit/logger';
import { unlessAborted } from '../unless-aborted.ts';

export interface RunningWork {
  stop(): Promise<void>;
}

/** Something that only the elected process does for a chain, beside writing the mirror, once that is live. */
export interface SideWork {
  start(): Promise<RunningWork>;
}

/** Milliseconds that a work has to stop. */
const stopMs = 1000;

async function stopOne(work: RunningWork, logger: Logger): Promise<void> {
  try {
    const stopped = work.stop().then(() => true);
    if ((await unlessAborted(stopped, AbortSignal.timeout(stopMs))) === true) return;
    logger.error({ afterMs: stopMs }, 'what the writer did beside writing does not stop, and is left behind');
  } catch (error) {
    logger.warn({ err: error }, 'what the writer did beside writing did not stop in order');
  }
}

/** Resolves when all work has ended, in order or not, or is left behind: why the writer steps down is told elsewhere. */
export async function stopWork(working: readonly RunningWork[], logger: Logger): Promise<void> {
  await Promise.all(working.map((work) => stopOne(work, logger)));
}
