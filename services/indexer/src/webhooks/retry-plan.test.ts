import { expect, test } from 'vitest';
import { pauseAfter, retryPlan } from './retry-plan.ts';

test('pauses grow threefold up to six hours, spread by a fifth, over about a day', () => {
  const pauses = Array.from({ length: 12 }, (_, at) => pauseAfter(retryPlan, at + 1, undefined, 0.5));
  expect(pauses.slice(0, 4)).toEqual([5000, 15_000, 45_000, 135_000]);
  expect(pauses.at(-2)).toBe(6 * 3_600_000);
  expect(pauses.at(-1)).toBeUndefined();
  const total = pauses.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  expect(total / 3_600_000).toBeGreaterThan(20);
  expect(total / 3_600_000).toBeLessThan(30);
  expect(pauseAfter(retryPlan, 1, undefined, 0)).toBe(4000);
  expect(pauseAfter(retryPlan, 1, undefined, 1)).toBe(6000);
});

test('what the receiver asks for is given, up to the longest pause', () => {
  expect(pauseAfter(retryPlan, 1, 60_000, 0.5)).toBe(60_000);
  expect(pauseAfter(retryPlan, 1, 10 ** 12, 0.5)).toBe(retryPlan.longestMs);
});
