import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import type { ChainMovedBack, EndpointsDisagree, ForkBelowFinality } from './errors.ts';
import type { EndpointAddress, EndpointTraffic } from './follow/endpoint.ts';
import type { EndpointChange } from './follow/endpoints.ts';
import type { Discovered } from './follow/watched.ts';
import type { RawLog } from './raw-log.ts';

/** A block as the follower verified it. `timestamp` in seconds. */
export interface FollowedBlock {
  readonly number: number;
  readonly hash: Bytes32;
  readonly parentHash: Bytes32;
  readonly timestamp: number;
}

export type BlockReference = Pick<FollowedBlock, 'number' | 'hash'>;

/**
 * What the chain did, in the order in which a mirror has to apply it.
 *
 * `blocks`: the span after the cursor up to `blocks.at(-1)` was read completely. Above finality `blocks` holds every block; below, its
 * last one at least: the others are known by their logs alone. `logs` are ordered by block and log index.
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

/** Why reading stands still although the chain answers. */
export interface FollowPause {
  /**
   * `fork_below_finality`: the chain's history differs where it was final. `chain_moved_back`: its head is below what was final.
   * `endpoints_disagree`: two endpoints tell different things of one block.
   */
  readonly reason: 'fork_below_finality' | 'chain_moved_back' | 'endpoints_disagree';
  readonly error: ForkBelowFinality | ChainMovedBack | EndpointsDisagree;
}

export interface FollowParameters {
  chain: Chain;
  /**
   * Where the chain is read, the primary first; each has to serve the chain's id. With a second one, reading fails over while the first
   * fails or limits, and blocks are held against it. Default: the chain's own `http(s)` url.
   */
  endpoints?: readonly EndpointAddress[];
  /**
   * With `hash`: the last committed block; reading goes on after it. Without: nothing is committed and reading starts with block `number`.
   * `finalized`: the last number that was yielded as final, where the caller keeps it.
   */
  from: { number: number; hash?: Bytes32; finalized?: number };
  addresses: readonly Address[];
  /** Contracts that logs up to `from` told of, each with its block: forgotten again where a reorg takes that block. */
  discovered?: readonly Discovered[];
  /**
   * The contracts that logs tell of, such as those that a contract creates. Pure: called with logs of a span and again with those of
   * single blocks. Each is followed from the block on that told of it, that block's earlier logs included.
   */
  discover?: (logs: readonly RawLog[]) => readonly Address[];
  signal: AbortSignal;
  /** Blocks on top of a block before it counts as final. Default: the chain's `confirmations`. */
  finality?: number;
  /** Logs that a span below finality should hold; its number of blocks is learnt. Default 5000. */
  spanLogs?: number;
  /** Most blocks of one `eth_getLogs`. Default 10,000; halves by itself where the node refuses. */
  maxSpan?: number;
  /** Spans that are read at once, those included that wait to be taken. Default 4. */
  inFlight?: number;
  /** Bytes of one reply; a longer one is broken off and its span halved. Default 16 MiB, eight times that for a single block. */
  maxReplyBytes?: number;
  /** Milliseconds for one request. Default 10,000. */
  timeout?: number;
  /** With a second endpoint: every so many final spans are compared log by log, the others by the hash of their last block. Default 8. */
  compareEvery?: number;
  /** Milliseconds for which a node may be behind what was final, or two may disagree, before that is a pause. Default 10,000. */
  patience?: number;
  /** The hash that the caller committed for a block, to find the common ancestor after a restart. */
  knownBlock?: (number: number) => Bytes32 | undefined | Promise<Bytes32 | undefined>;
  /** Called before each wait after a failed read: for the log and the readiness of the caller. */
  onFailure?: (failure: { error: unknown; attempt: number; retryInMs: number }) => void;
  /** Called after each look at the head that succeeded. */
  onHead?: (head: BlockReference) => void;
  /** Called when reading stands still because the chain contradicts what was final, or itself. Nothing is rewritten. */
  onPause?: (pause: FollowPause) => void;
  /** Called when it goes on, the chain agreeing again. */
  onResume?: () => void;
  /** Called when an endpoint is left alone after a failure, and when it answers again. */
  onEndpoint?: (change: EndpointChange) => void;
  /** Called with each request to an endpoint and each failure, for whoever counts. */
  onTraffic?: (traffic: EndpointTraffic) => void;
  /** Failures in a row before the follower gives up and throws. Default: never. */
  maxFailures?: number;
}
