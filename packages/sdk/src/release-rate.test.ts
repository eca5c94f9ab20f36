import { expect, test } from 'vitest';
import { releaseRateOf } from './release-rate.ts';
import { reputationHalfLife } from './reputation.ts';

const now = 10n ** 9n;

test('a provider of which nothing is known has no rate', () => {
  const refused = { outcome: 'refused', maximum: 100n, endedAt: now } as const;
  const cancelled = { outcome: 'cancelled', maximum: 100n, endedAt: now } as const;
  expect(releaseRateOf([refused, cancelled], now)).toEqual({ released: 0n, value: 0n, rate: undefined });
});

test('value counts, not the number of jobs, and what is older counts less', () => {
  const jobs = [
    { outcome: 'released', maximum: 900n, endedAt: now },
    { outcome: 'expired', maximum: 200n, endedAt: now - reputationHalfLife },
  ] as const;
  expect(releaseRateOf(jobs, now)).toEqual({ released: 900n, value: 1_000n, rate: 9_000n });
});

test('what was withheld or failed counts against it, whoever was at fault', () => {
  const jobs = (['released', 'withheld', 'algorithm_failed', 'provider_failed'] as const).map((outcome) => ({
    outcome,
    maximum: 100n,
    endedAt: now,
  }));
  expect(releaseRateOf(jobs, now).rate).toBe(2_500n);
});
