import type { BlockReference, FollowPause } from '@atoll/chain/follow-types';

/** What a process knows of its own syncing; for readiness and status. */
export interface SyncState {
  /** standby: another process writes. */
  role: 'standby' | 'writer';
  /** The node's head when it was last looked at, while this process writes. */
  head: BlockReference | undefined;
  /** Why reading stands still although the chain answers: it contradicts what was final, or its endpoints each other. */
  paused: FollowPause | undefined;
  /** Why the chain cannot be read, until it can. */
  unreadable: unknown;
  /** Why the mirror stopped, until it commits again or another process writes it. */
  stopped: unknown;
}

/** @param unreadable why a process that is to write the mirror cannot read the chain yet */
export const initialSyncState = (unreadable?: unknown): SyncState => ({
  role: 'standby',
  head: undefined,
  paused: undefined,
  unreadable,
  stopped: undefined,
});
