import type { Bytes32 } from '@atoll/schemas/ids';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

/** A step of a dispute that was opened before. */
function ofDispute<Event extends { readonly jobId: Bytes32 }>(
  change: (dispute: StateRow<'disputes'>, event: Event, rows: WorkingSet) => StateRow<'disputes'>,
): Step<Event> {
  return {
    reads: (event, read) => read('disputes', { job_id: event.jobId }),
    apply: (rows, event) => {
      const dispute = rows.get('disputes', { job_id: event.jobId });
      if (dispute === undefined) return false;
      rows.put('disputes', change(dispute, event, rows));
      return true;
    },
  };
}

/**
 * Disputes from the opening to what was paid. A job is disputed at most once. A ruling that slashes is followed by its payment in the
 * same transaction.
 */
export const disputeProjection: Projection = {
  'disputes.DisputeOpened': {
    apply: (rows, event) => {
      const { jobId: job_id, buyer, provider, token, bond, frozen, arbiter, evidence } = event;
      rows.put('disputes', {
        ...{ job_id, state: 'open', buyer, provider, token, bond, frozen, arbiter, evidence },
        rule_by: event.ruleBy,
        ...{ answered_by: null, answer: null, answered_at: null },
        ...{ slashed: null, bond_forfeited: null, to_buyer: null, to_treasury: null },
        opened_at: event.blockTimestamp,
        opened_block: event.blockNumber,
        opened_log: event.logIndex,
        ...{ closed_at: null, paid_at: null },
      });
      return true;
    },
  },
  'disputes.DisputeAnswered': ofDispute((dispute, event, rows) => {
    const { by: answered_by, evidence, blockTimestamp: answered_at } = event;
    rows.append('dispute_answers', {
      ...placeOf(event),
      ...{ job_id: event.jobId, answered_by, evidence, answered_at },
    });
    return { ...dispute, answered_by, answer: evidence, answered_at };
  }),
  'disputes.DisputeRuled': ofDispute((dispute, event) => ({
    ...dispute,
    state: 'ruled',
    slashed: event.slashed,
    bond_forfeited: event.bondForfeited,
    closed_at: event.blockTimestamp,
  })),
  'disputes.DisputePaid': ofDispute((dispute, event) => ({
    ...dispute,
    to_buyer: event.toBuyer,
    to_treasury: event.toTreasury,
    paid_at: event.blockTimestamp,
  })),
  'disputes.DisputeLapsed': ofDispute((dispute, event) => ({
    ...dispute,
    state: 'lapsed',
    closed_at: event.blockTimestamp,
  })),
};
