import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { readHalt } from '../../desk/read-halt.ts';

/** How soon a run on a sample ends once the custodian halted the provider. */
const lookEveryMs = 1000;

/**
 * Waits until a run may not go on: this process is to end, or the custodian halted the provider.
 * @param over aborts once the run has ended by itself; what is given then means nothing
 */
export async function untilStopped(
  ctx: Pick<Context, 'database'>,
  signal: AbortSignal,
  over: AbortSignal,
): Promise<'shutdown' | 'halted'> {
  const either = AbortSignal.any([signal, over]);
  while (!either.aborted) {
    if ((await readHalt(ctx)).halted) return 'halted';
    // Aborting the pause is what ends it early.
    await pause(lookEveryMs, undefined, { signal: either }).catch(() => undefined);
  }
  return 'shutdown';
}
