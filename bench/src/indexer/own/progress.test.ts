import { expect, test } from 'vitest';
import { slowdown } from './progress.ts';

const steady = Array.from({ length: 51 }, (_, at) => ({ at: at * 250, block: 1 + at * 20 }));

test('a mirror that keeps its pace slows down by nothing', () => {
  expect(slowdown(steady, 1001)).toBeCloseTo(0, 5);
});

test('a mirror whose last fifth takes twice as long as its first is 100 % slower', () => {
  const late = steady.map(({ at, block }) => ({ at: block > 801 ? at + (at - 10_000) : at, block }));
  expect(slowdown(late, 1001)).toBeCloseTo(100, 5);
});

test('of a backfill that was over within a few samples nothing is said', () => {
  expect(slowdown(steady.slice(0, 8), 141)).toBeUndefined();
  expect(slowdown([], 100)).toBeUndefined();
});
