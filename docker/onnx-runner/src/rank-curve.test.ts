import { expect, test } from 'vitest';
import { RankCurve } from './rank-curve.ts';

function areaOf(scores: readonly (readonly [score: number, positive: boolean])[]): number | null {
  const curve = new RankCurve();
  for (const [score, positive] of scores) curve.add(score, positive);
  return curve.area();
}

test('the area is the share of pairs in order, ties by half, negative scores too', () => {
  expect(
    areaOf([
      [-3, false],
      [-1, true],
      [0.5, false],
      [0.5, true],
      [2, true],
    ]),
  ).toBeCloseTo(4.5 / 6, 12);
  expect(
    areaOf([
      [0.9, false],
      [0.1, true],
    ]),
  ).toBe(0);
});

test('it is the same as by comparing every pair', () => {
  const scores = Array.from({ length: 400 }, (_, index) => {
    const score = ((index * 2_654_435_761) % 10_007) / 10_007;
    return [score, (index * 48_271) % 97 < 97 * score] as const;
  });
  const positives = scores.filter(([, positive]) => positive);
  const negatives = scores.filter(([, positive]) => !positive);
  const pairs = positives.flatMap(([high]) =>
    negatives.map(([low]) => (high > low ? 1 : high === low ? 0.5 : 0)),
  );
  const exact = pairs.reduce<number>((sum, each) => sum + each, 0) / pairs.length;
  expect(areaOf(scores)).toBeCloseTo(exact, 4);
});

test('there is no area where one class does not occur', () => {
  expect(areaOf([[0.5, true]])).toBeNull();
});
