import type { ProposalState } from '@atoll/sdk/read-proposal-state';
import type { StateRow } from './tables.ts';

/** What of a proposal tells where it stands. */
export type Ballot = Pick<
  StateRow<'proposals'>,
  'state' | 'vote_start' | 'vote_end' | 'votes_for' | 'votes_against' | 'votes_abstain' | 'eta'
>;

/** The rest that it takes. */
export interface BallotContext {
  /** Block time in seconds. */
  readonly time: number;
  /** Votes that had to be cast for it or abstain: the supply at `vote_start` times the numerator that counted then, by 100. */
  readonly quorum: bigint;
  /** What the timelock says of its calls; absent where it never was queued. */
  readonly operation?: StateRow<'timelock_operations'>['state'] | undefined;
}

/**
 * Where a proposal stands at a block time, by the rules of OpenZeppelin's Governor with counting simple, a quorum fraction and a
 * timelock: what `AtollGovernor.state` answers then. `expired` is a state of other timelocks and never answered.
 *
 * @param ballot the proposal as of that time
 */
export function proposalStateAt(ballot: Ballot, { time, quorum, operation }: BallotContext): ProposalState {
  if (ballot.state === 'executed' || ballot.state === 'canceled') return ballot.state;
  if (ballot.vote_start >= time) return 'pending';
  if (ballot.vote_end >= time) return 'active';
  if (quorum > ballot.votes_for + ballot.votes_abstain) return 'defeated';
  if (ballot.votes_for <= ballot.votes_against) return 'defeated';
  if (ballot.eta === null) return 'succeeded';
  // Anybody may carry out what is due at the timelock itself, of which the governor tells no event.
  if (operation === 'scheduled') return 'queued';
  return operation === 'executed' ? 'executed' : 'canceled';
}

/**
 * Votes that a proposal needs.
 * @param supply of the token at the proposal's `vote_start`
 * @param numerator that counted at that time, of 100
 * @example quorumOf(10n ** 27n, 4n) // 4 % of the supply
 */
export const quorumOf = (supply: bigint, numerator: bigint): bigint => (supply * numerator) / 100n;
