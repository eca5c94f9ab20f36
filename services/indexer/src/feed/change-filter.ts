import type { Change, ChangeKind } from '@atoll/schemas/change';
import type { Address, Bytes32 } from '@atoll/schemas/ids';

/** What a listener wants; every part that is given has to hold. Nothing given: everything. */
export interface ChangeFilter {
  readonly kinds?: readonly ChangeKind[];
  /** Token id of an asset, decimal. */
  readonly asset?: string;
  readonly job?: Bytes32;
  /** Somebody concerned: buyer, owner, payee, voter and so on. */
  readonly account?: Address;
  readonly provider?: Address;
}

/** The same text for filters that let the same changes through. */
export function filterKey(filter: ChangeFilter): string {
  const { kinds, asset, job, account, provider } = filter;
  return JSON.stringify([
    kinds?.toSorted() ?? null,
    asset ?? null,
    job ?? null,
    account ?? null,
    provider ?? null,
  ]);
}

/** Whether a listener wants to hear of a change. A reorg is told to everyone: it takes back what they were told. */
export function matches(filter: ChangeFilter, change: Change): boolean {
  if (change.kind === 'reorg') return true;
  if (filter.kinds !== undefined && !filter.kinds.includes(change.kind)) return false;
  if (filter.asset !== undefined && !change.assets.includes(filter.asset)) return false;
  if (filter.job !== undefined && !('jobId' in change && change.jobId === filter.job)) return false;
  if (filter.account !== undefined && !change.accounts.includes(filter.account)) return false;
  return filter.provider === undefined || change.provider === filter.provider;
}
