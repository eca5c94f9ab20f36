import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decay } from './decay.ts';

const hour = 3_600n;

test('whole half-lives halve exactly, and nothing is left in the end', () => {
  expect(decay(1_000n, 0n, hour)).toBe(1_000n);
  expect(decay(1_000n, 2n * hour, hour)).toBe(250n);
  expect(decay(2n ** 96n, 97n * hour, hour)).toBe(0n);
});

test('between half-lives it stays within 0.07 % of the exponential', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 * 3_600 }), (elapsed) => {
      const exact = 2 ** (-elapsed / 3_600);
      const left = Number(decay(10n ** 15n, BigInt(elapsed), hour)) / 1e15;
      expect(Math.abs(left - exact) / exact).toBeLessThan(0.0007);
    }),
  );
});

test('it never rises with time', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 96n),
      fc.bigInt(0n, 100_000n),
      fc.bigInt(0n, 100n),
      (amount, elapsed, more) => {
        expect(decay(amount, elapsed + more, hour)).toBeLessThanOrEqual(decay(amount, elapsed, hour));
      },
    ),
  );
});

test('a time that runs backwards is refused', () => {
  expect(() => decay(1n, -1n, hour)).toThrow(RangeError);
  expect(() => decay(1n, 1n, 0n)).toThrow(RangeError);
});
