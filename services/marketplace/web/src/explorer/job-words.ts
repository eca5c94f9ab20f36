import type { Listed } from '@atoll/schemas/indexer/resources';

type Job = Pick<Listed<'jobs'>, 'state' | 'outcome'>;

const outcomeWords: Readonly<Record<NonNullable<Job['outcome']>, string>> = {
  released: 'released',
  withheld: 'withheld by the owner',
  algorithm_failed: 'failed by the algorithm',
  provider_failed: 'failed by the provider, refunded',
  refused: 'refused, refunded',
  cancelled: 'cancelled by both, refunded',
  expired: 'expired, refunded',
};

/** Where a job stands on chain, in words. */
export function jobStateWords({ state, outcome }: Job): string {
  if (state === 'open') return 'ordered, money in escrow';
  if (state === 'reported') return 'ran, waits for review';
  return outcome === undefined ? 'ended' : outcomeWords[outcome];
}

/** How it looks: good, bad or still open. */
export function jobLook({ state, outcome }: Job): 'good' | 'warn' | 'bad' | '' {
  if (state !== 'ended') return '';
  if (outcome === 'released') return 'good';
  return outcome === 'withheld' || outcome === 'cancelled' ? 'warn' : 'bad';
}
