import { expect, test } from 'vitest';
import { choose } from './choose.ts';
import { bernoulliExp, discreteLaplace } from './discrete-laplace.ts';
import type { Epsilon } from './epsilon.ts';
import { seededRandom } from './random.ts';

const draws = 20_000;

/** Pearson's statistic over its degrees of freedom, as a normal deviate (Wilson, Hilferty 1931). */
function deviate(observed: readonly number[], expected: readonly number[]): number {
  const freedom = expected.length - 1;
  const statistic = expected.reduce(
    (sum, wanted, index) => sum + ((observed[index] ?? 0) - wanted) ** 2 / wanted,
    0,
  );
  const scale = 2 / (9 * freedom);
  return ((statistic / freedom) ** (1 / 3) - (1 - scale)) / Math.sqrt(scale);
}

test.each<[string, Epsilon]>([
  ['1', { numerator: 1n, denominator: 1n }],
  ['0.37', { numerator: 37n, denominator: 100n }],
  ['2.5', { numerator: 5n, denominator: 2n }],
])('noise at epsilon %s is distributed as the two-sided geometric law says', (_name, epsilon) => {
  const random = seededRandom(`noise ${epsilon.numerator}`);
  const rate = Number(epsilon.numerator) / Number(epsilon.denominator);
  const reach = Math.ceil(5 / rate);
  const observed = new Array<number>(2 * reach + 1).fill(0);
  for (let draw = 0; draw < draws; draw++) {
    const place = Math.max(-reach, Math.min(reach, discreteLaplace(epsilon, random))) + reach;
    observed[place] = (observed[place] ?? 0) + 1;
  }
  const ratio = Math.exp(-rate);
  const at = (value: number) => ((1 - ratio) / (1 + ratio)) * ratio ** Math.abs(value) * draws;
  const tail = (ratio ** reach / (1 + ratio)) * draws;
  const expected = observed.map((_, place) =>
    place === 0 || place === 2 * reach ? tail : at(place - reach),
  );
  expect(Math.abs(deviate(observed, expected))).toBeLessThan(4);
});

test('a coin of exp(-x) comes up as often as it should, also beyond one', () => {
  const random = seededRandom('coins');
  for (const [numerator, denominator] of [
    [0n, 1n],
    [1n, 3n],
    [1n, 1n],
    [5n, 2n],
  ] as const) {
    let ups = 0;
    for (let draw = 0; draw < draws; draw++) ups += Number(bernoulliExp(numerator, denominator, random));
    const wanted = Math.exp(-Number(numerator) / Number(denominator));
    expect(Math.abs(ups / draws - wanted)).toBeLessThan(
      4 * Math.sqrt((wanted * (1 - wanted)) / draws) + 1e-9,
    );
  }
});

test('what scores best is chosen most often, and nothing is more likely than its score lets it be', () => {
  const random = seededRandom('choice');
  const epsilon = { numerator: 1n, denominator: 1n };
  const counts = [0, 0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const chosen = choose([10, 8, 0], epsilon, random);
    counts[chosen] = (counts[chosen] ?? 0) + 1;
  }
  const [best = 0, second = 0, last = 0] = counts;
  // Permute-and-flip, computed by hand: the second is accepted with exp(-1), the last with exp(-5).
  const [b, c] = [Math.exp(-1), Math.exp(-5)];
  const chanceOfSecond = b * (1 / 3 + (1 - c) / 6);
  expect(Math.abs(second / draws - chanceOfSecond)).toBeLessThan(0.015);
  expect(last / draws).toBeLessThan(0.01);
  expect(best + second + last).toBe(draws);
});
