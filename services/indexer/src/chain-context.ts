import type { Contracts } from './decode/emitters.ts';
import type { ChangeHub } from './feed/change-hub.ts';
import type { Sql } from './store/connection.ts';
import type { SyncState } from './sync/sync-state.ts';

/** One chain as the parts of a process see it. */
export interface ChainContext {
  readonly chainId: number;
  /** CAIP-2 id. */
  readonly caip: string;
  /** First block that can hold an event of the contracts. */
  readonly startBlock: number;
  readonly contracts: Contracts;
  /** Connections for reading, which find the chain's tables by their bare names: the primary's, or a replica's. */
  readonly sql: Sql;
  /** Connections for what readers ask, which change nothing and end statements that take too long. */
  readonly reading: Sql;
  /** Whether this process stands for election as the chain's writer. */
  readonly writes: boolean;
  readonly state: Readonly<SyncState>;
  readonly hub: ChangeHub;
  /** The node's head, or undefined where it does not answer at once. */
  readonly readHead: () => Promise<number | undefined>;
}
