import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDecimal, parseDecimal, plus, roundedTo, times } from './decimal.ts';

test.each([
  ['1.25', '1.25'],
  ['0001.2500', '1.25'],
  ['0', '0'],
  ['1e-7', '0.0000001'],
  ['2.5E+3', '2500'],
  ['1234567890123456789012345678901234567890', '1234567890123456789012345678901234567890'],
])('%s is read as %s', (text, exact) => {
  const read = parseDecimal(text);
  expect(read === undefined ? undefined : formatDecimal(read)).toBe(exact);
});

test.each(['', '-1', '+1', '1,5', '1.', '.5', 'NaN', '1e99', '0x10', ' 1', '1'.repeat(41)])(
  '%j is no decimal',
  (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  },
);

test('half a cent is rounded up, less is rounded down, and the digits are always written', () => {
  const shown = (text: string, digits: number) =>
    roundedTo(parseDecimal(text) ?? { units: -1n, scale: 0 }, digits);
  expect(shown('1.005', 2)).toBe('1.01');
  expect(shown('1.00499', 2)).toBe('1.00');
  expect(shown('0.5', 0)).toBe('1');
  expect(shown('7', 2)).toBe('7.00');
  expect(shown('0.999', 2)).toBe('1.00');
});

test('sums and products are exact whatever the scales', () => {
  const decimal = fc.record({ units: fc.bigInt(0n, 2n ** 256n), scale: fc.nat(30) });
  const exact = ({ units, scale }: { units: bigint; scale: number }) => units * 10n ** BigInt(80 - scale);
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(exact(plus(a, b))).toBe(exact(a) + exact(b));
      expect(exact(times(a, b)) * 10n ** 80n).toBe(exact(a) * exact(b));
      const again = parseDecimal(formatDecimal({ units: a.units % 10n ** 40n, scale: a.scale }));
      expect(again === undefined ? undefined : exact(again)).toBe(
        exact({ units: a.units % 10n ** 40n, scale: a.scale }),
      );
    }),
  );
});
