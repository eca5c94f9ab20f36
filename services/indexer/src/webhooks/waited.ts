import { setTimeout as pause } from 'node:timers/promises';

/** Waits so many milliseconds, or until the signal aborts. */
export async function waited(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
