import { expect, test } from 'vitest';
import { Moments } from './moments.ts';

test('mean, spread and histogram are those of the values, whatever lies outside or is no number', () => {
  const moments = new Moments({ from: 0, to: 1, bins: 4 });
  for (const value of [0, 0.25, 0.5, 1, 2, -1, NaN]) moments.add(value);
  const view = moments.view();
  expect(view).toMatchObject({
    count: 6,
    notFinite: 1,
    histogram: { below: 1, counts: [1, 1, 1, 1], above: 1 },
  });
  expect(view.mean).toBeCloseTo(2.75 / 6, 12);
  expect(view.standardDeviation).toBeCloseTo(1.005_19, 4);
});

test('the spread of values far from zero is not lost', () => {
  const moments = new Moments({ from: 0, to: 1, bins: 1 });
  for (let index = 0; index < 10_000; index++) moments.add(1e9 + (index % 2));
  expect(moments.view().standardDeviation).toBeCloseTo(0.500_025, 5);
});

test('no value of a single row is told', () => {
  const moments = new Moments({ from: 0, to: 1, bins: 2 });
  for (const value of [0.123_456, 0.2, 0.9]) moments.add(value);
  expect(JSON.stringify(moments.view())).not.toContain('0.123');
});
