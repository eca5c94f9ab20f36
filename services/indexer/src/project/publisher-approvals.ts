import type { EventOf } from '../decode/market-event.ts';
import type { Projection } from './projection.ts';

/** `uint32` of all ones stands for "without limit". */
const unlimited = 0xffffffff;

const keyOf = (event: EventOf<'assetRegistry.PublisherApproved' | 'assetRegistry.PublisherRevoked'>) => ({
  dataset: event.datasetId,
  publisher: event.publisher,
  owner_epoch: event.ownerEpoch,
});

/** Approvals of all that a publisher made. Approving anew replaces what was granted; a change of hands leaves the row in its old epoch. */
export const publisherApprovalProjection: Projection = {
  'assetRegistry.PublisherApproved': {
    reads: (event, read) => read('publisher_approvals', keyOf(event)),
    apply: (rows, event) => {
      rows.put('publisher_approvals', {
        ...keyOf(event),
        revoked: false,
        expires_at: event.expiresAt,
        runs_granted: event.runs === unlimited ? null : event.runs,
        approved_block: event.blockNumber,
        approved_log: event.logIndex,
      });
      return true;
    },
  },
  'assetRegistry.PublisherRevoked': {
    reads: (event, read) => read('publisher_approvals', keyOf(event)),
    apply: (rows, event) => {
      const approval = rows.get('publisher_approvals', keyOf(event));
      if (approval === undefined) return false;
      rows.put('publisher_approvals', { ...approval, revoked: true });
      return true;
    },
  },
};
