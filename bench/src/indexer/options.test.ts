import { expect, test } from 'vitest';
import { median, quantile, readOptions } from './options.ts';

test('sizes are full and runs are three unless asked otherwise', () => {
  expect(readOptions([])).toEqual({ scale: 1, long: false, runs: 3 });
  expect(readOptions(['--scale', '0.1', '--runs', '1', '--long'])).toEqual({
    scale: 0.1,
    long: true,
    runs: 1,
  });
});

test.each([['--scale', '0'], ['--scale', 'x'], ['--runs', '1.5'], ['--fast']])(
  '%s %s is refused',
  (...args) => {
    expect(() => readOptions(args)).toThrow(TypeError);
  },
);

test('the median and the quantiles are values that were measured', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(quantile([5, 1, 3, 2, 4], 0.99)).toBe(5);
  expect(quantile([5, 1, 3, 2, 4], 0)).toBe(1);
});
