import { z } from 'zod';
import { Bytes32 } from './ids.ts';

/** A page of a listing: `next` is the cursor of the following page, absent on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

/** Where a job stands on chain, as its events tell. */
export const ChainJobState = z.enum(['open', 'reported', 'ended']);

/** Where the mirror stands. */
export const IndexerStatus = z.object({
  chainId: z.int().positive(),
  /** Last block whose rows are committed. */
  indexed: z.object({ number: z.int().nonnegative(), hash: Bytes32 }).optional(),
  /** Last block the node told of. */
  head: z.int().nonnegative().optional(),
  lag: z.int().nonnegative().optional(),
  /** Whether the backfill reached the head once. */
  caughtUp: z.boolean(),
  /** standby: another process writes the mirror. */
  role: z.enum(['writer', 'standby']),
  /** Logs of the contracts that no decoder took; kept as they came. */
  undecodedLogs: z.int().nonnegative(),
  documents: z.object({ pending: z.int(), verified: z.int(), unavailable: z.int(), invalid: z.int() }),
});
export type IndexerStatus = z.infer<typeof IndexerStatus>;
