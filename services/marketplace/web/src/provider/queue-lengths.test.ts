import { expect, test } from 'vitest';
import { startInWords } from './queue-lengths.ts';

const length = { environment: `0x${'11'.repeat(32)}` as const, slots: 2, running: 2, waiting: 1 };

test.each([
  [0, 0, 'starts at once'],
  [45, 1, 'starts in about 45 s at the latest'],
  [119, 1, 'starts in about 1 min 59 s at the latest'],
  [245, 1, 'starts in about 5 min at the latest'],
  [7205, 1, 'starts in about 3 h at the latest'],
])('a start within %i s behind %i is told as: %3$s', (startsWithin, waiting, words) =>
  expect(startInWords({ ...length, waiting, startsWithin })).toBe(words),
);

test('what the machine could never hold does not start', () =>
  expect(startInWords(length)).toBe('cannot start here'));
