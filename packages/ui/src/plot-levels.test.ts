import { expect, test } from 'vitest';
import { plotLevels } from './plot-levels.ts';

test('levels are round and hold every figure between them', () => {
  expect(plotLevels(0, 15.38115)).toEqual([0, 5, 10, 15, 20]);
  expect(plotLevels(0, 10)).toEqual([0, 2.5, 5, 7.5, 10]);
  expect(plotLevels(0, 0.008)).toEqual([0, 0.002, 0.004, 0.006, 0.008]);
  expect(plotLevels(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(plotLevels(-3, 3)).toEqual([-4, -2, 0, 2, 4]);
});

test('amounts in the smallest unit keep whole steps', () => {
  expect(plotLevels(0, 15_381_148)).toEqual([0, 5e6, 10e6, 15e6, 20e6]);
});

test('a span of nothing has one level', () => {
  expect(plotLevels(7, 7)).toEqual([7]);
});
