import type { Address } from 'viem';
import { decay } from './decay.ts';

/** A rating as its event told it, with the end of the job that it rates. */
export interface RatedJob {
  readonly buyer: Address;
  /** 1 to 5. */
  readonly score: number;
  /** What the buyer paid for the job, in the token's smallest unit. */
  readonly paid: bigint;
  /** Block time of the job's end, not of the rating: a rating that comes late weighs no more. */
  readonly endedAt: bigint;
}

export interface ReputationTerms {
  /** Block time at which it is asked. */
  readonly now: bigint;
  /** Smallest units that make one whole token, 10^decimals. */
  readonly wholeToken: bigint;
  /** Accounts of the provider itself, whose ratings do not count. */
  readonly own: readonly Address[];
}

export interface Reputation {
  /** 1,000 to 5,000; 3,000 is what nobody has said anything about. */
  readonly score: bigint;
  /** Value that stands behind it now, in the token's smallest unit. */
  readonly weight: bigint;
}

/** A rating weighs half as much after so many seconds. */
export const reputationHalfLife = 90n * 86_400n;
/** What one buyer can weigh at most, in whole tokens. */
export const reputationCap = 500n;
/** Weight of the score in the middle that everybody starts with, in whole tokens. */
export const reputationPrior = 100n;
const middle = 3_000n;

/**
 * A provider's score in one token: the mean of its ratings, weighed by what the buyer paid, decayed by block time, at most
 * `reputationCap` for one buyer, and joined by a prior in the middle, so that a few cheap ratings move little.
 *
 * @throws RangeError where a score is not 1 to 5 or a job ended after `now`.
 * @example
 * reputationOf([{ buyer, score: 5, paid: 100_000_000n, endedAt: now }], { now, wholeToken: 1_000_000n, own: [] });
 * // { score: 4000n, weight: 100000000n }
 */
export function reputationOf(
  ratings: readonly RatedJob[],
  { now, wholeToken, own }: ReputationTerms,
): Reputation {
  const excluded = new Set(own.map((address) => address.toLowerCase()));
  const buyers = new Map<string, { weight: bigint; scored: bigint }>();
  for (const { buyer, score, paid, endedAt } of ratings) {
    if (!Number.isInteger(score) || score < 1 || score > 5) throw new RangeError(`${score} is no score`);
    const account = buyer.toLowerCase();
    if (excluded.has(account)) continue;
    const weight = decay(paid, now - endedAt, reputationHalfLife);
    const sum = buyers.get(account) ?? { weight: 0n, scored: 0n };
    buyers.set(account, {
      weight: sum.weight + weight,
      scored: sum.scored + weight * BigInt(score) * 1_000n,
    });
  }
  const prior = reputationPrior * wholeToken;
  const cap = reputationCap * wholeToken;
  let weight = 0n;
  let scored = prior * middle;
  for (const sum of buyers.values()) {
    if (sum.weight === 0n) continue;
    const counted = sum.weight < cap ? sum.weight : cap;
    weight += counted;
    scored += (sum.scored * counted) / sum.weight;
  }
  return { score: scored / (prior + weight), weight };
}
