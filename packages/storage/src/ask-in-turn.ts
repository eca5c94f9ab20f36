import type { CID } from 'multiformats/cid';
import type { RemoteBlocks } from './block-source.ts';

/** Milliseconds after which the next one is asked beside one that has not answered: it may hang, or search for what it lacks. */
const patienceMs = 2_000;

interface Answered {
  readonly remote: RemoteBlocks;
  readonly answer: Awaited<ReturnType<RemoteBlocks['fetchBlock']>>;
}

/** The first that settles; undefined where none does in time. */
async function firstOf<T>(pending: Iterable<Promise<T>>, ms: number | undefined): Promise<T | undefined> {
  if (ms === undefined) return Promise.race(pending);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([...pending, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks others for a block in their order, each when the one before has failed or has not answered for two seconds, and gives their answers
 * as they come. Whoever stops listening ends what is still being asked.
 *
 * @throws the caller's reason, where its signal aborts
 */
export async function* askInTurn(
  remotes: readonly RemoteBlocks[],
  cid: CID,
  signal: AbortSignal | undefined,
): AsyncGenerator<Answered> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const pending = new Map<RemoteBlocks, Promise<Answered>>();
  const waiting = [...remotes];
  try {
    for (;;) {
      const remote = waiting.shift();
      if (remote !== undefined) {
        const asked = remote.fetchBlock(cid, either).then((answer) => ({ remote, answer }));
        // One that nobody waits for any more ends with the others.
        asked.catch(() => undefined);
        pending.set(remote, asked);
      }
      if (pending.size === 0) return;
      const first = await firstOf(pending.values(), waiting.length === 0 ? undefined : patienceMs);
      if (first === undefined) continue;
      pending.delete(first.remote);
      yield first;
    }
  } finally {
    stop.abort();
  }
}
