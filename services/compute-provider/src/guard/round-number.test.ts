import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumber, roundNumber } from './round-number.ts';

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true });
const precisions = fc.integer({ min: 1, max: 15 });
const digitsOf = (number: number) =>
  String(Math.abs(number)).replace(/e.*$/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length;

test('a rounded number has no more digits than are let out, and is as close as they allow', () => {
  fc.assert(
    fc.property(doubles, precisions, (number, precision) => {
      const rounded = roundNumber(number, precision);
      // What lies next to the least double there is has no room for its digits.
      fc.pre(Math.abs(number) > 1e-290 && Math.abs(number) < 1e290);
      expect(digitsOf(rounded)).toBeLessThanOrEqual(precision);
      expect(Math.abs(rounded - number)).toBeLessThanOrEqual(
        Math.abs(number) * 10 ** (1 - precision) * 0.5000001,
      );
    }),
    { numRuns: 5000 },
  );
});

test('numbers in the range of measurements are rounded as their decimals say', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-8, max: 1e14, noInteger: true }), precisions, (number, precision) => {
      expect(roundNumber(number, precision)).toBe(Number(number.toPrecision(precision)));
    }),
    { numRuns: 20_000 },
  );
});

test('whatever stands in the low 30 bits of the mantissa of a number of six digits, it does not leave', () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(
    fc.property(doubles, fc.integer({ min: 0, max: 2 ** 30 - 1 }), (number, payload) => {
      fc.pre(Math.abs(number) > 1e-290 && Math.abs(number) < 1e290);
      const carrier = roundNumber(number, 6);
      fc.pre(!Number.isInteger(carrier));
      view.setFloat64(0, carrier);
      const bits = view.getBigUint64(0);
      // Half of the payload is taken off first, so that it lies around the carrier.
      view.setBigUint64(0, bits - 2n ** 29n + BigInt(payload));
      expect(roundNumber(view.getFloat64(0), 6)).toBe(carrier);
    }),
    { numRuns: 20_000 },
  );
});

test('rounding twice changes nothing, and zero has no sign', () => {
  fc.assert(
    fc.property(doubles, precisions, (number, precision) => {
      const once = roundNumber(number, precision);
      expect(Object.is(roundNumber(once, precision), once)).toBe(true);
    }),
  );
  expect(Object.is(roundNumber(-0, 6), 0)).toBe(true);
});

test('every integer of at most 15 digits stays as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), precisions, (number, precision) => {
      expect(roundNumber(number, precision)).toBe(number === 0 ? 0 : number);
    }),
  );
});

test.each([
  ['1.5', { number: 1.5, digits: 2 }],
  [' -0.00120 ', { number: -0.0012, digits: 3 }],
  ['1e-7', { number: 1e-7, digits: 1 }],
  ['0', { number: 0, digits: 0 }],
  ['1e7', 'text'],
  ['0012', 'text'],
  ['1,5', 'text'],
  ['', 'text'],
  ['-', 'text'],
  ['nan', 'refused'],
  ['2.0e308', 'refused'],
] as const)('%j reads as %j', (text, expected) => {
  expect(readNumber(text)).toEqual(expected);
});
