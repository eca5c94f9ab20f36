import { mostFilterValues } from '@atoll/schemas/indexer/shape';

/** Requests that are under way at once. */
const lanes = 4;

/**
 * Asks for what belongs to any of many values: in as many requests as it takes, for an indexer takes `mostFilterValues` of one filter.
 *
 * @returns what came of all parts, in the order of the values
 * @throws what `ask` throws
 * @example
 * const runs = await inParts(datasets, async (dataset) => (await indexer.jobs.list({ dataset, limit: 50 })).items);
 */
export async function inParts<Value, Item>(
  values: readonly Value[],
  ask: (part: readonly Value[]) => Promise<readonly Item[]>,
): Promise<Item[]> {
  const parts = Array.from({ length: Math.ceil(values.length / mostFilterValues) }, (_, index) =>
    values.slice(index * mostFilterValues, (index + 1) * mostFilterValues),
  );
  const found: (readonly Item[])[] = [];
  const waiting = parts.entries();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const [index, part] of waiting) found[index] = await ask(part);
    }),
  );
  return found.flat();
}
