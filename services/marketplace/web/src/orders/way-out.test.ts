import { expect, test } from 'vitest';
import { wayOut } from './way-out.ts';

const times = { runBy: 100, reviewBy: 200, settleBy: 300 };

test.each([
  ['open', 100, 'cancel'],
  ['open', 101, 'expire'],
  ['reported', 101, 'wait'],
  ['reported', 200, 'wait'],
  ['reported', 201, 'withheld'],
  ['reported', 300, 'withheld'],
  ['reported', 301, 'expire'],
  ['ended', 301, undefined],
] as const)('of an order that is %s the way out at %i is: %s', (state, now, way) => {
  expect(wayOut({ state, ...times }, now)).toBe(way);
});

test('before the chain has told its time, no deadline counts as passed', () => {
  expect(wayOut({ state: 'open', ...times }, undefined)).toBe('cancel');
  expect(wayOut({ state: 'reported', ...times }, undefined)).toBe('wait');
});
