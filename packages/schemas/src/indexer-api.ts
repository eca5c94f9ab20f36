import { z } from 'zod';
import { BlockTime, Bytes32, ChainId } from './ids.ts';

/** A page of a listing: `next` is the cursor of the following page, absent on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

/** Where a job stands on chain, as its events tell. */
export const ChainJobState = z.enum(['open', 'reported', 'ended']);

/** Where the mirror of one chain stands. */
export const ChainStatus = z.object({
  /** CAIP-2 id. */
  chain: ChainId,
  chainId: z.int().positive(),
  /** `backfill` until the head was reached once; listings are whole from `live` on. */
  phase: z.enum(['backfill', 'live']),
  /** What this process does: `writer` writes the mirror, `standby` waits to, `reader` never does. */
  role: z.enum(['writer', 'standby', 'reader']),
  /** First block of the deployment. */
  startBlock: z.int().nonnegative(),
  /** Last block whose rows are committed; `time` in seconds. */
  indexed: z.object({ number: z.int().nonnegative(), hash: Bytes32, time: BlockTime }).optional(),
  /** Last block that the node tells of, where it answers within a second. */
  head: z.int().nonnegative().optional(),
  /** How far the mirror is behind the node: blocks, and seconds since the time of its last block where it is behind at all. */
  lag: z.object({ blocks: z.int().nonnegative(), seconds: z.int().nonnegative() }).optional(),
  /** Blocks up to this one never change again. */
  finalized: z.int().nonnegative(),
  /** Reorgs that were followed, and how many blocks the deepest one undid. */
  reorgs: z.object({ count: z.int().nonnegative(), deepest: z.int().nonnegative() }),
  /** Why the mirror stands still, in the process that writes it. */
  paused: z.string().optional(),
  /** Logs of the contracts that no decoder took; kept as they came. */
  undecodedLogs: z.int().nonnegative(),
  documents: z.object({ pending: z.int(), verified: z.int(), unavailable: z.int(), invalid: z.int() }),
  /** The id of the newest change, where `/events` stands. */
  position: z.int().nonnegative(),
});
export type ChainStatus = z.infer<typeof ChainStatus>;

/** Where an indexer stands: one entry for each chain, the default first. */
export const IndexerStatus = z.object({ version: z.string(), chains: z.array(ChainStatus).min(1) });
export type IndexerStatus = z.infer<typeof IndexerStatus>;
