import { expect, test } from 'vitest';
import { resultOf, tableOf } from './report.ts';

const fast = { name: 'latency', value: 900, unit: 'ms', bar: 1500 };
const slow = { name: 'commitment', value: 150, unit: 'MB/s', bar: 200, atLeast: true };
const floor = { name: 'sha-256', value: 370.25, unit: 'MB/s' };

test('a figure meets a bar from below, or from above where it says so; a floor has none', () => {
  expect(resultOf('x', [fast, floor])).toEqual({
    bench: 'x',
    figures: [
      { name: 'latency', value: 900, unit: 'ms', bar: 1500, met: true },
      { name: 'sha-256', value: 370.25, unit: 'MB/s', bar: null, met: true },
    ],
    met: true,
  });
  expect(resultOf('x', [fast, slow]).met).toBe(false);
  expect(resultOf('x', [{ ...slow, value: 200 }]).met).toBe(true);
  expect(resultOf('x', [{ ...fast, value: 1501 }]).met).toBe(false);
});

test('the table says for each figure what was wanted and whether it was reached', () => {
  expect(tableOf([fast, slow, floor])).toBe(
    [
      'figure         value  bar',
      'latency       900 ms  at most 1,500  met',
      'commitment  150 MB/s  at least 200   NOT MET',
      'sha-256     370 MB/s',
    ].join('\n'),
  );
});
