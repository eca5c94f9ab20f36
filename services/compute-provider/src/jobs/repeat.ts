import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context.ts';

/**
 * Does something again and again until the signal aborts. A failure is logged and the next round begins after the usual pause:
 * what it works on is in the database, so nothing of it is lost.
 */
export async function repeat(
  input: { ctx: Context; name: string; everyMs: number; signal: AbortSignal },
  act: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const { ctx, name, everyMs, signal } = input;
  while (!signal.aborted) {
    try {
      await act(signal);
    } catch (error) {
      if (signal.aborted) return;
      ctx.logger.error({ err: error, loop: name }, 'a round failed, the next one follows');
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
