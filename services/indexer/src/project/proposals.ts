import type { EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import { timelockOperationOf } from './timelock-operation.ts';
import type { WorkingSet } from './working-set.ts';

type Proposal = StateRow<'proposals'>;

/** The numbers of votes in the ABI (`GovernorCountingSimple.VoteType`). */
const supports = ['against', 'for', 'abstain'] as const;

/** A step of a proposal that was made before. */
function ofProposal<Event extends { readonly proposalId: bigint }>(
  change: (proposal: Proposal, event: Event, rows: WorkingSet) => Proposal | undefined,
): Step<Event> {
  return {
    reads: (event, read) => read('proposals', { proposal_id: event.proposalId }),
    apply: (rows, event) => {
      const proposal = rows.get('proposals', { proposal_id: event.proposalId });
      const changed = proposal && change(proposal, event, rows);
      if (changed === undefined) return false;
      rows.put('proposals', changed);
      return true;
    },
  };
}

const vote = ofProposal(
  (proposal, event: EventOf<'governor.VoteCast' | 'governor.VoteCastWithParams'>, rows) => {
    const { proposalId: proposal_id, voter, weight, reason } = event;
    const support = supports[event.support];
    // The governor refuses any other number.
    if (support === undefined) return undefined;
    rows.append('votes', {
      ...placeOf(event),
      ...{ proposal_id, voter, support, weight, reason },
      voted_at: event.blockTimestamp,
    });
    const column = `votes_${support}` as const;
    return { ...proposal, [column]: proposal[column] + weight };
  },
);

/** Proposals and votes. Where a proposal stands at a block time is `proposal-state.ts`. */
export const proposalProjection: Projection = {
  'governor.ProposalCreated': {
    apply: (rows, event) => {
      rows.put('proposals', {
        proposal_id: event.proposalId,
        state: 'created',
        proposer: event.proposer,
        targets: [...event.targets],
        values: [...event.values],
        calldatas: [...event.calldatas],
        description: event.description,
        operation: timelockOperationOf(event.emitter, event.proposalId, event) ?? null,
        vote_start: Number(event.voteStart),
        vote_end: Number(event.voteEnd),
        ...{ votes_for: 0n, votes_against: 0n, votes_abstain: 0n },
        extended: false,
        ...{ eta: null, queued_block: null, queued_log: null, closed_at: null },
        created_at: event.blockTimestamp,
        created_block: event.blockNumber,
        created_log: event.logIndex,
      });
      return true;
    },
  },
  'governor.VoteCast': vote,
  'governor.VoteCastWithParams': vote,
  'governor.ProposalExtended': ofProposal((proposal, event) => ({
    ...proposal,
    vote_end: Number(event.extendedDeadline),
    extended: true,
  })),
  'governor.ProposalQueued': ofProposal((proposal, event) => ({
    ...proposal,
    state: 'queued',
    eta: Number(event.etaSeconds),
    queued_block: event.blockNumber,
    queued_log: event.logIndex,
  })),
  'governor.ProposalExecuted': ofProposal((proposal, event) => ({
    ...proposal,
    state: 'executed',
    closed_at: event.blockTimestamp,
  })),
  'governor.ProposalCanceled': ofProposal((proposal, event) => ({
    ...proposal,
    state: 'canceled',
    closed_at: event.blockTimestamp,
  })),
};
