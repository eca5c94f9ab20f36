import { type PlacedEvent } from '../decode/market-event.ts';
import { type WorkingSet } from './working-set.ts';

export type ApprovalEvent = Extract<PlacedEvent, { name: 'AlgorithmApproved' | 'AlgorithmRevoked' }>;

/** Applies an event of the approvals; false where a revocation speaks of an approval that was never given. */
export function projectApproval(rows: WorkingSet, event: ApprovalEvent): boolean {
  const key = {
    dataset: event.datasetId,
    algorithm_digest: event.algorithmDigest,
    owner_epoch: event.ownerEpoch,
  };
  if (event.name === 'AlgorithmApproved') {
    rows.put('approvals', {
      ...key,
      revoked: false,
      expires_at: event.expiresAt,
      runs_granted: event.runs ?? null,
      approved_block: event.blockNumber,
      approved_log: event.logIndex,
    });
    return true;
  }
  const approval = rows.get('approvals', key);
  if (approval === undefined) return false;
  rows.put('approvals', { ...approval, revoked: true });
  return true;
}
