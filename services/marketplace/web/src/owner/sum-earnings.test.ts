import { Address } from '@atoll/schemas/ids';
import { expect, test } from 'vitest';
import { type Earning, seriesOf, totalsOf } from './sum-earnings.ts';

const token = Address.parse(`0x${'11'.repeat(20)}`);
const other = Address.parse(`0x${'22'.repeat(20)}`);
const earned = (part: Partial<Earning>): Earning => ({
  token,
  assetId: '1',
  role: 'data',
  day: 10,
  amount: '5',
  payments: 1,
  ...part,
});

test('a plot shows what was earned so far after each day, each asset by itself and one token alone', () => {
  const earnings = [
    earned({ day: 12, amount: '7' }),
    earned({ day: 10 }),
    earned({ day: 10, role: 'royalty', amount: '1' }),
    earned({ assetId: '2', day: 11, amount: '100' }),
    earned({ token: other, amount: '999' }),
  ];
  expect(seriesOf(earnings, token)).toEqual([
    {
      assetId: '1',
      points: [
        { x: 10, y: 6 },
        { x: 12, y: 13 },
      ],
    },
    { assetId: '2', points: [{ x: 11, y: 100 }] },
  ]);
});

test('totals are exact beyond what a number holds', () => {
  const large = (2n ** 80n).toString();
  expect(
    totalsOf([earned({ amount: large }), earned({ day: 11, amount: '1' }), earned({ token: other })]),
  ).toEqual([
    { assetId: '1', role: 'data', token, amount: 2n ** 80n + 1n, payments: 2 },
    { assetId: '1', role: 'data', token: other, amount: 5n, payments: 1 },
  ]);
});
