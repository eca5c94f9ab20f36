import { Address } from '@atoll/schemas/ids';
import { paymentRoles } from '@atoll/schemas/job';
import { expect, test } from 'vitest';
import { attributed, packPayment, unpackPayment } from './payments.ts';

const account = Address.parse(`0x00${'ab'.repeat(19)}`);

test('a word holds role, amount and account where the contracts put them', () => {
  const word = (BigInt(account) << 96n) | ((2n ** 88n - 1n) << 8n) | 8n;
  expect(unpackPayment(word)).toEqual({ role: 'royalty', account, amount: 2n ** 88n - 1n });
});

test.each(paymentRoles.flatMap((role) => [0n, 1n, 2n ** 88n - 1n].map((amount) => ({ role, amount }))))(
  'a payment is the same after a trip through its word: $role of $amount',
  ({ role, amount }) => {
    const payment = { role, account, amount };
    expect(unpackPayment(packPayment(payment))).toEqual(payment);
  },
);

test('an amount that has no room beside an account is not packed', () => {
  expect(() => packPayment({ role: 'data', account, amount: 2n ** 88n })).toThrow(RangeError);
});

test('a role that is not known is the chain’s fault, not a payment', () => {
  expect(() => unpackPayment(BigInt(paymentRoles.length))).toThrow('payment role 9');
});

test('data is told by its place among the order’s datasets, nothing by no line', () => {
  const order = { datasets: [{ assetId: 7n }, { assetId: 8n }, { assetId: 9n }], algorithm: { assetId: 3n } };
  const words = (
    [
      ['data', 5n],
      ['data', 0n],
      ['data', 6n],
      ['algorithm', 2n],
      ['refund', 1n],
    ] as const
  ).map(([role, amount]) => packPayment({ role, account, amount }));
  expect(
    attributed(words.map(unpackPayment), order).map(({ role, assetId, amount }) => [role, assetId, amount]),
  ).toEqual([
    ['data', 7n, 5n],
    ['data', 9n, 6n],
    ['algorithm', 3n, 2n],
    ['refund', 0n, 1n],
  ]);
});
