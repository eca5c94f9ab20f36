import fc from 'fast-check';
import type { Address } from 'viem';
import { describe, expect, test } from 'vitest';
import { type RewardedJob, rewardWeights } from './reward-weights.ts';

const account = (index: number): Address => `0x${index.toString(16).padStart(40, '0')}`;
const [owner, author, buyer, other] = [account(1), account(2), account(3), account(4)];

const job = (rest: Partial<RewardedJob> = {}): RewardedJob => ({
  buyer,
  fee: 500n,
  compute: 5_000n,
  contributions: [
    { account: owner, amount: 10_000n },
    { account: author, amount: 5_000n },
  ],
  disputed: false,
  ...rest,
});
const open = { fund: 10n ** 30n, cap: 10_000n };

test('half of the fee that data and algorithm bore goes back to who provided them; compute earns nothing', () => {
  expect(rewardWeights([job()], open)).toEqual([
    { account: owner, amount: 125n },
    { account: author, amount: 62n },
  ]);
});

test('one buyer counts for an account up to the cap only, and nobody gets what the cap cuts', () => {
  const jobs = [job(), job({ buyer: other })];
  expect(rewardWeights(jobs, { ...open, cap: 1_000n })).toEqual([
    { account: owner, amount: 75n },
    { account: author, amount: 75n },
  ]);
});

test('a sale to oneself and a disputed job count for nothing', () => {
  expect(
    rewardWeights([job({ buyer: owner, contributions: [{ account: owner, amount: 9n }] })], open),
  ).toEqual([]);
  expect(rewardWeights([job({ disputed: true })], open)).toEqual([]);
  const checksummed = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045';
  const self = [{ account: checksummed, amount: 10_000n }] as const;
  expect(
    rewardWeights([job({ buyer: '0xd8da6bf26964af9d7eed9e03e53415d37aa96045', contributions: self })], open),
  ).toEqual([]);
});

test('a fund that is too small is shared in proportion', () => {
  const paid = rewardWeights([job()], { fund: 18n, cap: 10_000n });
  expect(paid).toEqual([
    { account: owner, amount: 12n },
    { account: author, amount: 5n },
  ]);
});

test('a rate above one half is refused, since it would make selling to oneself pay', () => {
  expect(() => rewardWeights([], { fund: 1n, rate: 5_001n })).toThrow(RangeError);
  expect(() => rewardWeights([], { fund: 1n, cap: 10_001n })).toThrow(RangeError);
});

describe('whatever an epoch holds', () => {
  const amounts = fc.bigInt(0n, 10n ** 12n);
  const accounts = fc.integer({ min: 1, max: 6 }).map(account);
  const jobs = fc.array(
    fc.record({
      buyer: accounts,
      fee: amounts,
      compute: amounts,
      contributions: fc.array(fc.record({ account: accounts, amount: amounts }), { maxLength: 9 }),
      disputed: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  const terms = fc.record({
    fund: amounts,
    rate: fc.bigInt(0n, 5_000n),
    cap: fc.bigInt(0n, 10_000n),
  });

  test('any group of accounts receives at most half of the fees that its own sales paid', () => {
    fc.assert(
      fc.property(jobs, terms, fc.uniqueArray(accounts), (epoch, limits, group) => {
        const received = rewardWeights(epoch, limits)
          .filter((reward) => group.includes(reward.account))
          .reduce((total, { amount }) => total + amount, 0n);
        const paid = epoch
          .filter(({ contributions }) => contributions.some((each) => group.includes(each.account)))
          .reduce((total, { fee }) => total + fee, 0n);
        expect(received * 2n).toBeLessThanOrEqual(paid);
        expect(received).toBeLessThanOrEqual(limits.fund);
      }),
    );
  });

  test('the order in which jobs are read changes nothing', () => {
    fc.assert(
      fc.property(jobs, terms, (epoch, limits) => {
        expect(rewardWeights([...epoch].reverse(), limits)).toEqual(rewardWeights(epoch, limits));
      }),
    );
  });
});
