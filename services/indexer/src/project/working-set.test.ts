import { expect, test } from 'vitest';
import { WorkingSet } from './working-set.ts';

const key = { token: '0x01', account: '0x02' } as const;
const balance = (credited: bigint) => ({ ...key, credited, withdrawn: 0n, spent: 0n });

test('each block above finality records once what a row was before it', () => {
  const rows = new WorkingSet();
  rows.load('balances', key, balance(1n));
  rows.begin(10, { undoable: false });
  rows.put('balances', balance(2n));
  rows.begin(11, { undoable: true });
  rows.put('balances', balance(3n));
  rows.put('balances', balance(4n));
  rows.begin(12, { undoable: true });
  rows.put('balances', balance(5n));
  expect(rows.undo()).toMatchObject([
    { block_number: 11, key: '0x01 0x02', before: { credited: 2n } },
    { block_number: 12, key: '0x01 0x02', before: { credited: 4n } },
  ]);
  expect([...rows.changes()]).toEqual([{ table: 'balances', rows: [balance(5n)] }]);
});

test('a row that was not there before is undone by removing it', () => {
  const rows = new WorkingSet();
  rows.load('balances', key, undefined);
  rows.begin(11, { undoable: true });
  rows.put('balances', balance(3n));
  expect(rows.undo()).toMatchObject([{ row_key: key, before: null }]);
});

test('a row that nobody loaded cannot be read as missing', () => {
  expect(() => new WorkingSet().get('balances', key)).toThrow('balances 0x01 0x02');
});
