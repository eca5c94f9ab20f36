import { expect, test } from 'vitest';
import { ceilingAt } from './ceiling-at.ts';

test('the ceiling climbs gently up to the kink and steeply beyond it, rounded down as on chain', () => {
  const curve = { kink: 8000, atZero: 10_000, atKink: 15_000, atFull: 40_000 };
  expect([0, 4000, 8000, 9000, 10_000].map((utilisation) => ceilingAt(curve, 2000n, utilisation))).toEqual([
    2000n,
    2500n,
    3000n,
    5500n,
    8000n,
  ]);
  expect(ceilingAt(curve, 3n, 1)).toBe(3n);
});
