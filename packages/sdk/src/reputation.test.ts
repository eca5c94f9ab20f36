import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { type RatedJob, reputationHalfLife, reputationOf } from './reputation.ts';

const now = 10n ** 9n;
const wholeToken = 1_000_000n;
const account = (index: number): Address => `0x${index.toString(16).padStart(40, '0')}`;
const terms = { now, wholeToken, own: [] };
const rating = (rest: Partial<RatedJob> = {}): RatedJob => ({
  buyer: account(1),
  score: 5,
  paid: 100n * wholeToken,
  endedAt: now,
  ...rest,
});

test('nobody has said anything: the middle, with nothing behind it', () => {
  expect(reputationOf([], terms)).toEqual({ score: 3_000n, weight: 0n });
});

test('ratings weigh by what was paid, against a prior of 100 tokens', () => {
  expect(reputationOf([rating()], terms)).toEqual({ score: 4_000n, weight: 100n * wholeToken });
  const dust = Array.from({ length: 50 }, (_, index) =>
    rating({ buyer: account(index + 2), paid: 1n, score: 1 }),
  );
  expect(reputationOf([rating(), ...dust], terms).score).toBe(3_999n);
});

test('one buyer weighs at most 500 tokens, however much it paid and however often', () => {
  const whale = [rating({ paid: 10_000n * wholeToken }), rating({ paid: 10_000n * wholeToken })];
  expect(reputationOf(whale, terms)).toEqual({ score: 4_666n, weight: 500n * wholeToken });
});

test('a rating weighs half as much after its half-life, counted from the end of the job', () => {
  expect(reputationOf([rating({ endedAt: now - reputationHalfLife })], terms).weight).toBe(50n * wholeToken);
});

test('what the provider says of itself does not count, whatever the spelling of its address', () => {
  const own = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045';
  const ratings = [rating({ buyer: '0xd8da6bf26964af9d7eed9e03e53415d37aa96045' })];
  expect(reputationOf(ratings, { ...terms, own: [own] }).weight).toBe(0n);
});

test('a score outside 1 to 5 and a job that has not ended are refused', () => {
  expect(() => reputationOf([rating({ score: 6 })], terms)).toThrow(RangeError);
  expect(() => reputationOf([rating({ endedAt: now + 1n })], terms)).toThrow(RangeError);
});
