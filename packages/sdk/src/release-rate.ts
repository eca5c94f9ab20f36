import type { Outcome } from '@atoll/schemas/job';
import { decay } from './decay.ts';
import { reputationHalfLife } from './reputation.ts';

/** A job of a provider that has ended. */
export interface EndedJob {
  readonly outcome: Outcome;
  /** What the order locked, in the token's smallest unit. */
  readonly maximum: bigint;
  /** Block time of the end. */
  readonly endedAt: bigint;
}

export interface ReleaseRate {
  /** Decayed value of released jobs, in the token's smallest unit. */
  readonly released: bigint;
  /** Decayed value of all that count. */
  readonly value: bigint;
  /** Their quotient in basis points; undefined where nothing counts. */
  readonly rate: bigint | undefined;
}

/** Ends that count: what was refused or cancelled by both was never the provider's to deliver. */
const counting: ReadonlySet<Outcome> = new Set<Outcome>([
  'released',
  'withheld',
  'algorithm_failed',
  'provider_failed',
  'expired',
]);

/**
 * How much of what a provider had to deliver it delivered, by value, older jobs counting less (docs/reputation.md). Needs no rating.
 *
 * @param jobs of one provider in one token
 * @param now block time at which it is asked
 * @throws RangeError where a job ended after `now`.
 * @example releaseRateOf([{ outcome: 'released', maximum: 100n, endedAt: now }], now); // { released: 100n, value: 100n, rate: 10_000n }
 */
export function releaseRateOf(jobs: readonly EndedJob[], now: bigint): ReleaseRate {
  let released = 0n;
  let value = 0n;
  for (const { outcome, maximum, endedAt } of jobs) {
    if (!counting.has(outcome)) continue;
    const weight = decay(maximum, now - endedAt, reputationHalfLife);
    value += weight;
    if (outcome === 'released') released += weight;
  }
  return { released, value, rate: value === 0n ? undefined : (released * 10_000n) / value };
}
