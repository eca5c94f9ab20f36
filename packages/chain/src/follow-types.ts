import { type Address, type Bytes32, type Hex } from '@atoll/schemas/ids';
import { type Chain } from './chain.ts';

/** A block as the follower verified it. `timestamp` in seconds. */
export interface FollowedBlock {
  readonly number: number;
  readonly hash: Bytes32;
  readonly parentHash: Bytes32;
  readonly timestamp: number;
}

export type BlockReference = Pick<FollowedBlock, 'number' | 'hash'>;

/** A log of one of the followed contracts, not decoded. */
export interface RawLog {
  readonly address: Address;
  readonly topics: readonly Bytes32[];
  readonly data: Hex;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly blockTimestamp: number;
  readonly transactionHash: Bytes32;
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/**
 * What the chain did, in the order in which a mirror has to apply it.
 *
 * `blocks`: the span after the cursor up to `blocks.at(-1)` was read completely. Above finality it holds every block; below, those with a
 * log and the span's last one. `logs` are ordered by block and log index, each from a block of `blocks`.
 * `reorg`: everything above `ancestor` is gone. `finalized`: blocks up to `number` never change again; commit `blocks` first.
 */
export type FollowEvent =
  | {
      readonly type: 'blocks';
      readonly blocks: readonly FollowedBlock[];
      readonly logs: readonly RawLog[];
      /** The node's head when the span was read. */
      readonly head: BlockReference;
    }
  | { readonly type: 'reorg'; readonly ancestor: BlockReference }
  | { readonly type: 'finalized'; readonly number: number };

export interface FollowParameters {
  chain: Chain;
  /**
   * With `hash`: the last committed block; reading goes on after it. Without: nothing is committed and reading starts with block `number`.
   * `finalized`: the last number that was yielded as final, where the caller keeps it.
   */
  from: { number: number; hash?: Bytes32; finalized?: number };
  addresses: readonly Address[];
  signal: AbortSignal;
  /** Blocks on top of a block before it counts as final. Default: the chain's `confirmations`. */
  finality?: number;
  /** Most blocks of one `eth_getLogs`. Default 2000; halves by itself where the node refuses. */
  maxSpan?: number;
  /** The hash that the caller committed for a block, to find the common ancestor after a restart. */
  knownBlock?: (number: number) => Bytes32 | undefined | Promise<Bytes32 | undefined>;
  /** Called before each wait after a failed read: for the log and the readiness of the caller. */
  onFailure?: (failure: { error: unknown; attempt: number; retryInMs: number }) => void;
  /** Called after each look at the head that succeeded. */
  onHead?: (head: BlockReference) => void;
  /** Failures in a row before the follower gives up and throws. Default: never. */
  maxFailures?: number;
}
