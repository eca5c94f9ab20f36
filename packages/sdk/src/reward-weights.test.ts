import { Address } from '@atoll/schemas/ids';
import { expect, test } from 'vitest';
import { rewardShares, rewardWeights } from './reward-weights.ts';

const account = (digit: string) => Address.parse(`0x${digit.repeat(40)}`);
const [a, b, c] = [account('a'), account('b'), account('c')];
const capPerCounterparty = 100n;

test('of each buyer no more counts than the cap, however many jobs it is spread over', () => {
  const wash = Array.from({ length: 50 }, () => ({ account: a, buyer: c, amount: 10n }));
  const honest = [
    { account: b, buyer: c, amount: 80n },
    { account: b, buyer: a, amount: 70n },
  ];
  expect([...rewardWeights([...wash, ...honest], { capPerCounterparty })]).toEqual([
    [a, 100n],
    [b, 150n],
  ]);
});

test('what an account pays itself counts for nothing', () => {
  expect(rewardWeights([{ account: a, buyer: a, amount: 90n }], { capPerCounterparty }).size).toBe(0);
});

test('shares never come to more than the total', () => {
  const shares = rewardShares(
    new Map([
      [a, 1n],
      [b, 1n],
      [c, 1n],
    ]),
    100n,
  );
  expect([...shares.values()]).toEqual([33n, 33n, 33n]);
  expect(rewardShares(new Map(), 100n).size).toBe(0);
});
