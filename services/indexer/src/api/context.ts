import { type Address } from '@atoll/schemas/ids';
import { type Database } from '@atoll/server-kit/database';
import type * as schema from '../store/schema.ts';
import { type SyncState } from '../sync/sync-state.ts';
import { type ChangeFeed } from './change-feed.ts';

/** What the verbs of the API work with. */
export interface ApiContext {
  readonly db: Database<typeof schema>['db'];
  readonly chainId: number;
  readonly registry: Address;
  readonly state: Readonly<SyncState>;
  /** The node's head, or undefined where it does not answer at once. */
  readonly readHead: () => Promise<number | undefined>;
  readonly changes: ChangeFeed;
}
