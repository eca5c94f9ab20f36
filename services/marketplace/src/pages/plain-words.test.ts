import { expect, test } from 'vitest';
import { formatAmount } from '../catalogue/format-amount.ts';
import { assetOf, algorithmBytes } from '../../test/documents.ts';
import { bytesInWords, durationInWords, modelFacts } from './plain-words.ts';

const usd = `0x${'d0'.repeat(20)}` as const;
const tokens = [{ address: usd, symbol: 'tUSD', decimals: 6 }];

test.each([
  ['0', '0 tUSD'],
  ['1', '0.000001 tUSD'],
  ['1500000', '1.5 tUSD'],
  ['1000000', '1 tUSD'],
  ['1234567000000', '1,234,567 tUSD'],
  [(2n ** 256n - 1n).toString(), /^[\d,]+\.639935 tUSD$/],
])('an amount of %s is shown without losing a digit', (amount, shown) => {
  if (typeof shown === 'string') expect(formatAmount(amount, usd, tokens)).toBe(shown);
  else expect(formatAmount(amount, usd, tokens)).toMatch(shown);
});

test('an amount of a token that the deployment does not list is not dressed up', () => {
  const other = `0x${'ee'.repeat(20)}` as const;
  expect(formatAmount('5', other, tokens)).toBe(`5 smallest units of ${other}`);
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1536, '1.5 KiB'],
  [16 * 1024 ** 2, '16 MiB'],
  [3 * 1024 ** 5, '3072 TiB'],
])('%d bytes are %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words));

test.each([
  [0, '0 seconds'],
  [61, '1 minute 1 second'],
  [5400, '1 hour 30 minutes'],
  [90_061, '1 day 1 hour'],
])('%d seconds are %s', (seconds, words) => expect(durationInWords(seconds)).toBe(words));

test('of a model it is said that nobody serves its inferences yet', () => {
  const onnx = { cid: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy', size: 2048 };
  expect(modelFacts(assetOf(algorithmBytes(), 1n), onnx).slice(0, 2)).toEqual([
    `An ONNX file of 2 KiB, which anybody can read who knows its address: ${onnx.cid}`,
    'Inferences are served by no provider yet: a model is listed with its price, and nobody can pay for one now.',
  ]);
});
