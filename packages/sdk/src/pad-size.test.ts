import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paddedSize } from './pad-size.ts';

test('a padded size is never smaller, at most 12 % larger above the least, and stays as it is when padded again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 41 }), (bytes) => {
      const padded = paddedSize(bytes);
      expect(padded).toBeGreaterThanOrEqual(bytes);
      if (bytes >= 4096) expect(padded).toBeLessThanOrEqual(bytes * 1.12);
      expect(paddedSize(padded)).toBe(padded);
    }),
  );
});

test('lengths of up to a tebibyte fall on few sizes', () => {
  const sizes = new Set<number>();
  for (let size = 0; size <= 2 ** 40; size = paddedSize(size + 1)) sizes.add(size);
  expect(sizes.size).toBe(1090);
  expect(paddedSize(1_000_000)).toBe(1_015_808);
});
