import type { JobState, Outcome, Settlement } from '@atoll/schemas/job';

/** What each state means to a buyer. */
export const stateWords: Readonly<Record<JobState, string>> = {
  quoted: 'priced, not ordered',
  funded: 'paid into escrow; the provider waits until the order is final',
  queued: 'in the provider’s queue',
  provisioning: 'being prepared: image and data are checked',
  running: 'running beside the data',
  output_review: 'ran; the data’s owner looks at the output',
  delivering: 'ran; the result is encrypted to you and stored',
  settling: 'ran; the receipt is on its way to the chain',
  released: 'done: the result is yours',
  withheld: 'ran, and the owner kept the output back',
  failed: 'failed',
  refused: 'refused by the provider',
  cancelled: 'cancelled by agreement',
  expired: 'the provider let its deadline pass',
  orphaned: 'the order’s block was reorganised away; nothing was paid',
  disputed: 'disputed',
  ruled: 'the dispute is over',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  released: 'done: the result is yours',
  withheld: 'ran, and the owner kept the output back',
  algorithm_failed: 'the algorithm failed',
  provider_failed: 'the provider failed; everything came back to you',
  refused: 'refused by the provider; everything came back to you',
  cancelled: 'cancelled by agreement; everything came back to you',
  expired: 'the provider let its deadline pass; everything came back to you',
};

export const settlementWords: Readonly<Record<Settlement, string>> = {
  none: 'nothing moved yet',
  pending: 'locked in escrow until the run ends',
  settled: 'settled',
  part_refunded: 'settled; the rest came back to you',
  refunded: 'everything came back to you',
};

/** The way of a run that goes well, in order. */
export const usualWay = [
  'funded',
  'queued',
  'provisioning',
  'running',
  'output_review',
  'delivering',
  'settling',
  'released',
] as const satisfies readonly JobState[];

/** `good`, `warn` or `bad`, as a badge shows it. */
export function lookOf(outcome: Outcome | undefined): 'good' | 'warn' | 'bad' | '' {
  if (outcome === undefined) return '';
  if (outcome === 'released') return 'good';
  return outcome === 'withheld' || outcome === 'cancelled' ? 'warn' : 'bad';
}
