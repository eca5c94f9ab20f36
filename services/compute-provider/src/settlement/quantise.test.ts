import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantisedMemory, quantisedSeconds, quantisedSecondsBelow, wholeSeconds } from './quantise.ts';

test('durations go up to the next step of a grid with few steps', () => {
  const seen = new Set(Array.from({ length: 3600 }, (_, seconds) => quantisedSeconds(seconds)));
  expect([...seen]).toEqual([
    0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500,
    600, 800, 1000, 1200, 1500, 2000, 2500, 3000, 4000,
  ]);
  expect(quantisedSeconds(0.001)).toBe(1);
});

test('a step is never below the duration, nor more than twice of it from one second on', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (seconds) => {
      const step = quantisedSeconds(seconds);
      expect(step).toBeGreaterThanOrEqual(seconds);
      expect(step).toBeLessThan(2 * seconds + 1);
      expect(quantisedSecondsBelow(step)).toBe(step);
      expect(quantisedSecondsBelow(seconds)).toBeLessThanOrEqual(seconds);
    }),
  );
});

test('memory is a power of two from 16 MiB, times are whole seconds', () => {
  expect([0, 1, 2 ** 24, 2 ** 24 + 1, 5 * 2 ** 30].map(quantisedMemory)).toEqual([
    0,
    2 ** 24,
    2 ** 24,
    2 ** 25,
    2 ** 33,
  ]);
  expect(wholeSeconds('2026-01-02T03:04:05.678Z').toISOString()).toBe('2026-01-02T03:04:05.000Z');
});
