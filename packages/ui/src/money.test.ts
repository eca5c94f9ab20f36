import { expect, test } from 'vitest';
import { formatAmount, parseAmount } from './money.tsx';

test.each([
  ['12.5', 12_500_000n],
  [' 7 ', 7_000_000n],
  ['7.', 7_000_000n],
  ['1234567.000001', 1_234_567_000_001n],
  ['1,234.5', 1_234_500_000n],
  ['1,234,567', 1_234_567_000_000n],
])('%s is read as it is written', (text, amount) => {
  expect(parseAmount(text, 6)).toEqual({ amount });
});

test.each([
  '0,5',
  '12,50',
  '0,500',
  '1,5',
  '1,23',
  '1234,567',
  '1,2345',
  '12,345,6',
  '1,,234',
  ',5',
  '1.234,5',
  '1.5,000',
])('%s, whose comma stands for a point somewhere, is no amount', (text) => {
  expect(parseAmount(text, 6)).toEqual({
    wrong: 'Write a number such as 1,234.5: a point before the fraction, commas only between thousands',
  });
});

test.each(['', 'ten', '-1', '1e3', '0x10', '.5'])('"%s" is no amount', (text) => {
  expect(parseAmount(text, 6)).toHaveProperty('wrong');
});

test('more digits than the token has are not cut off', () => {
  expect(parseAmount('1.0000001', 6)).toEqual({ wrong: 'At most 6 digits after the point' });
});

test.each([0, 6, 18])('an amount that is shown with %i decimals is read as itself', (decimals) => {
  for (let digits = 1; digits <= 78; digits++) {
    for (const amount of [10n ** BigInt(digits - 1), BigInt('1234567890'.repeat(8).slice(0, digits))]) {
      expect(parseAmount(formatAmount(amount, decimals), decimals)).toEqual({ amount });
    }
  }
  expect(parseAmount(formatAmount(0n, decimals), decimals)).toEqual({ amount: 0n });
});
