/** Node works on four files at once: one is left for whoever reads meanwhile. */
const AT_ONCE = 3;

/** Does it for every item, some at once; after the first failure nothing is begun, and what runs is waited for. */
export async function several<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  // A generator ends for all who take from it once one of them stops early.
  const left = (function* () {
    yield* items;
  })();
  const ended = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await act(item);
    }),
  );
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
