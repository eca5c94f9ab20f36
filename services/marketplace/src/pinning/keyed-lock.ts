/** Lets one piece of work at a time run for each key, in the order of arrival. */
export interface KeyedLock {
  /** Runs the work when no other runs under any of the keys. Keys are taken in sorted order, so two callers cannot block each other. */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

/**
 * A lock within this process. The marketplace runs as one process over its store; two would need a lock in the database.
 *
 * @example
 * const lock = createKeyedLock();
 * await lock.run([cid], () => unpin(cid));
 */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<void>>();

  async function enter(key: string): Promise<() => void> {
    const before = tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => promise);
    tails.set(key, tail);
    await before;
    return () => {
      if (tails.get(key) === tail) tails.delete(key);
      resolve();
    };
  }

  return {
    async run(keys, work) {
      const leave: (() => void)[] = [];
      try {
        for (const key of [...new Set(keys)].sort()) leave.push(await enter(key));
        return await work();
      } finally {
        for (const done of leave) done();
      }
    },
  };
}
