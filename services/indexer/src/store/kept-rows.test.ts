import { expect, test } from 'vitest';
import { WorkingSet } from '../project/working-set.ts';
import { randomDigest } from '../testing/actor.ts';
import { KeptRows } from './kept-rows.ts';

const at = { number: 7, hash: randomDigest(), timestamp: 70 };

test('rows stay for the block that follows the one they were kept at, once', () => {
  const kept = new KeptRows();
  const rows = new WorkingSet();
  kept.keep(rows, '16384', at);
  expect(kept.take({ ...at })).toEqual({ rows, tables: '16384' });
  // A commit that fails never gives them back.
  expect(kept.take(at).rows).not.toBe(rows);
  expect(kept.take(at).tables).toBeUndefined();
});

test.each([
  ['another block of the same number', { ...at, hash: randomDigest() }],
  ['another block of the same hash', { ...at, number: 6 }],
  ['the beginning', undefined],
])('nothing stays for what follows %s', (_what, after) => {
  const kept = new KeptRows();
  const rows = new WorkingSet();
  kept.keep(rows, '16384', at);
  expect(kept.take(after).rows).not.toBe(rows);
  expect(kept.take(at).rows).not.toBe(rows);
});

test('the rows of a commit count as written', () => {
  const kept = new KeptRows();
  const rows = new WorkingSet({ empty: true });
  rows.begin(7, { undoable: true });
  rows.put('reward_funds', { token: `0x${'1'.repeat(40)}`, committed: 1n });
  kept.keep(rows, '16384', at);
  expect(kept.take(at).rows.size()).toBe(0);
});
