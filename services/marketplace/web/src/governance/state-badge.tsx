import type { ProposalState } from '@atoll/sdk/read-proposal-state';

const looks: Readonly<Record<ProposalState, readonly [string, string]>> = {
  pending: ['', 'pending: the vote has not begun'],
  active: ['warn', 'active: vote now'],
  canceled: ['bad', 'canceled'],
  defeated: ['bad', 'defeated'],
  succeeded: ['good', 'succeeded: can be queued'],
  queued: ['warn', 'queued in the timelock'],
  expired: ['bad', 'expired'],
  executed: ['good', 'executed'],
};

/** Where a proposal stands, in words. */
export function StateBadge({ state }: { state: ProposalState }) {
  const [look, words] = looks[state];
  return <span className={`badge ${look}`}>{words}</span>;
}
