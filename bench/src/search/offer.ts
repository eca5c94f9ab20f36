import { setTimeout as pause } from 'node:timers/promises';

/**
 * Acts at a steady rate, whether or not earlier ones are done (an open loop): each is timed from when it was due, so that a stall is
 * charged to all that came due in it.
 * @param input.one an act; the first that fails ends the measurement
 * @returns milliseconds of each with what it answered
 */
export async function offer<T>(input: {
  readonly perSecond: number;
  readonly seconds: number;
  readonly one: () => Promise<T>;
}): Promise<{ took: number; answer: T }[]> {
  const { perSecond, seconds, one } = input;
  const done: { took: number; answer: T }[] = [];
  const failed = Promise.withResolvers<never>();
  const acts: Promise<void>[] = [];
  const total = Math.max(1, Math.floor(perSecond * seconds));
  const start = performance.now();
  const act = async (due: number): Promise<void> => {
    const answer = await one();
    done.push({ took: performance.now() - due, answer });
  };
  const send = async (): Promise<void> => {
    while (acts.length < total) {
      // The first is due at once, each other one a period after the one before.
      const dueNow = Math.min(total, 1 + Math.floor(((performance.now() - start) / 1000) * perSecond));
      while (acts.length < dueNow) {
        const acting = act(start + (acts.length / perSecond) * 1000);
        acting.catch(failed.reject);
        acts.push(acting);
      }
      await pause(1);
    }
    await Promise.all(acts);
  };
  await Promise.race([send(), failed.promise]);
  return done;
}
