import { expect, test } from 'vitest';
import { mergeLogs } from './merge-logs.ts';

const at = (blockNumber: number, logIndex = 0) => ({ blockNumber, logIndex });

test('an event that several listings bring is shown once, in the order of the chain', () => {
  const merged = mergeLogs([
    { items: [at(9), at(5, 1)], more: false },
    { items: [at(9), at(7), at(5, 0)], more: false },
  ]);
  expect(merged).toEqual([at(9), at(7), at(5, 1), at(5, 0)]);
});

test('what is older than the end of a listing that goes on waits for its next page', () => {
  const readings = [
    { items: [at(9), at(6)], more: true },
    { items: [at(8), at(3)], more: false },
  ];
  expect(mergeLogs(readings)).toEqual([at(9), at(8), at(6)]);
});
