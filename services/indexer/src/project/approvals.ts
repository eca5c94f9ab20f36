import type { EventOf } from '../decode/market-event.ts';
import type { Projection } from './projection.ts';

/** `uint32` of all ones stands for "without limit". */
const unlimited = 0xffffffff;

const keyOf = (event: EventOf<'assetRegistry.AlgorithmApproved' | 'assetRegistry.AlgorithmRevoked'>) => ({
  dataset: event.datasetId,
  algorithm: event.algorithmId,
  algorithm_digest: event.algorithmDigest,
  owner_epoch: event.ownerEpoch,
});

/** Approvals of algorithm versions. */
export const approvalProjection: Projection = {
  'assetRegistry.AlgorithmApproved': {
    reads: (event, read) => read('approvals', keyOf(event)),
    apply: (rows, event) => {
      rows.put('approvals', {
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
  'assetRegistry.AlgorithmRevoked': {
    reads: (event, read) => read('approvals', keyOf(event)),
    apply: (rows, event) => {
      const approval = rows.get('approvals', keyOf(event));
      if (approval === undefined) return false;
      rows.put('approvals', { ...approval, revoked: true });
      return true;
    },
  },
};
