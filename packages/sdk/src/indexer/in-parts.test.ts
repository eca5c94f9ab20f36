import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import { expect, test } from 'vitest';
import { inParts } from './in-parts.ts';

test('no request has more values than an indexer takes, each value is in one, and the items come in order', async () => {
  for (const count of [0, 1, mostFilterValues, mostFilterValues + 1, 5 * mostFilterValues - 1]) {
    const values = Array.from({ length: count }, (_, at) => at);
    const sizes: number[] = [];
    const found = await inParts(values, async (part) => {
      sizes.push(part.length);
      return part;
    });
    expect(found).toEqual(values);
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(mostFilterValues);
    expect(sizes).toHaveLength(Math.ceil(count / mostFilterValues));
  }
});
