import { expect, test } from 'vitest';
import { ceilingAt } from './ceiling.ts';

const curve = { kink: 8000, atZero: 10_000, atKink: 15_000, atFull: 40_000 };

test('the ceiling rises gently to the kink and steeply beyond it', () => {
  expect([0, 4000, 8000, 9000, 10_000].map((busy) => ceilingAt(2000n, busy, curve))).toEqual([
    2000n,
    2500n,
    3000n,
    5500n,
    8000n,
  ]);
});

test('more than everything busy counts as everything', () => {
  expect(ceilingAt(2000n, 12_000, curve)).toBe(8000n);
});
