import { expect, test } from 'vitest';
import { WorkingSet } from './working-set.ts';

const token = `0x${'11'.repeat(20)}` as const;
const account = (number: number) => `0x${number.toString(16).padStart(40, '0')}` as const;
const balance = (number: number) => ({
  ...{ token, account: account(number) },
  ...{ credited: 1n, withdrawn: 0n, spent: 0n },
});

/** A market of one fund and `accounts` balances, all of which are written. */
function written(accounts: number): WorkingSet {
  const rows = new WorkingSet({ empty: true });
  rows.begin(1, { undoable: false });
  rows.put('reward_funds', { token, committed: 1n });
  for (let number = 0; number < accounts; number += 1) rows.put('balances', balance(number));
  rows.written();
  return rows;
}

test('rows of every table go that were not touched since the last time, however few a table has', () => {
  const rows = written(10);
  rows.forget(5);
  expect(rows.incomplete).toBe(false);
  rows.change('balances', balance(3), () => balance(3));
  rows.written();
  rows.forget(5);
  expect(rows.expect('balances', balance(3))).toBe(false);
  expect(rows.expect('balances', balance(4))).toBe(true);
  expect(rows.expect('reward_funds', { token })).toBe(true);
});

test('nothing goes while there is room', () => {
  const rows = written(10);
  for (let time = 0; time < 3; time += 1) rows.forget(11);
  expect(rows.incomplete).toBe(false);
  expect(rows.get('balances', balance(4))).toEqual(balance(4));
});
