import { setTimeout as pause } from 'node:timers/promises';

/** A condition did not hold before its deadline. */
export class WaitedTooLong extends Error {
  constructor(what: string, deadlineMs: number) {
    super(`${what} did not happen within ${deadlineMs} ms`);
    this.name = 'WaitedTooLong';
  }
}

/**
 * Waits until a condition answers something other than `undefined` or `false`, and answers that.
 *
 * @param what the condition in words, for the error
 * @param options.deadlineMs far beyond what it takes on a machine that does other things besides, unless the time itself is tested
 * @example
 * const receipt = await waitFor('the receipt', () => findReceipt(id), { deadlineMs: 5000 });
 */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: { deadlineMs?: number; everyMs?: number } = {},
): Promise<T> {
  const { deadlineMs = 30_000, everyMs = 20 } = options;
  const until = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > until) throw new WaitedTooLong(what, deadlineMs);
    await pause(everyMs);
  }
}
