import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meteredSeconds } from './meter.ts';

test('a run of 1.2 s is charged two seconds', () => {
  expect(meteredSeconds({ wallMilliseconds: 1200, maxSeconds: 60, orderedAt: 100, now: 200 })).toBe(2);
});

test('a charge is a step of the grid, up where the block times allow it and down where they do not', () => {
  const ran = { wallMilliseconds: 61_000, maxSeconds: 3600, orderedAt: 1000 };
  expect(meteredSeconds({ ...ran, now: 1100 })).toBe(80);
  expect(meteredSeconds({ ...ran, now: 1062 })).toBe(60);
  expect(meteredSeconds({ ...ran, now: 1100, maxSeconds: 70 })).toBe(70);
});

test('a charge is never above what was ordered or what the block times allow', () => {
  fc.assert(
    fc.property(
      fc.nat(1e9),
      fc.integer({ min: 1, max: 1e6 }),
      fc.nat(1e9),
      fc.nat(1e6),
      (wall, max, at, passed) => {
        const seconds = meteredSeconds({
          wallMilliseconds: wall,
          maxSeconds: max,
          orderedAt: at,
          now: at + passed,
        });
        expect(seconds).toBeLessThanOrEqual(max);
        expect(seconds).toBeLessThanOrEqual(Math.max(1, passed));
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(Number.isInteger(seconds)).toBe(true);
      },
    ),
  );
});
