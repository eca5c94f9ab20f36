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
  expect(() => resultOf('x', [{ ...floor, value: Number.NaN }])).toThrow('"sha-256" is NaN');
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

test('a figure with a peer shows how many times as much the peer takes, and the result carries it', () => {
  const publish = { name: 'publish', value: 200, unit: 'gas', peer: 1_500, bar: 200 };
  expect(tableOf([publish, fast])).toBe(
    [
      'figure     value   peer   ratio  bar',
      'publish  200 gas  1,500  7.50 x  at most 200    met',
      'latency   900 ms                 at most 1,500  met',
    ].join('\n'),
  );
  expect(resultOf('x', [publish]).figures).toEqual([
    { name: 'publish', value: 200, unit: 'gas', bar: 200, peer: 1_500, met: true },
  ]);
});
