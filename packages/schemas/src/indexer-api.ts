import { z } from 'zod';
import { Address, Amount, Amount96, AssetId, BlockTime, Bytes32, ChainId } from './ids.ts';
import { Outcome, PaymentWire } from './job.ts';
import { OrderWire } from './order.ts';

/** A page of a listing: `next` is the cursor of the following page, absent on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

/** Where a job stands on chain, as its events tell. */
export const ChainJobState = z.enum(['open', 'reported', 'ended']);

/** A job as the chain knows it; what happens inside the provider is the provider's to tell. */
export const ChainJobView = z.object({
  jobId: Bytes32,
  state: ChainJobState,
  outcome: Outcome.optional(),
  buyer: Address,
  provider: Address,
  token: Address,
  maximum: Amount,
  order: OrderWire,
  computeSeconds: z.int().nonnegative().optional(),
  resultDigest: Bytes32.optional(),
  statementDigest: Bytes32.optional(),
  payments: z.array(PaymentWire),
  orderedAt: BlockTime,
  orderedIn: Bytes32,
  endedAt: BlockTime.optional(),
  endedIn: Bytes32.optional(),
});
export type ChainJobView = z.infer<typeof ChainJobView>;

export const ApprovalView = z.object({
  dataset: AssetId,
  algorithmDigest: Bytes32,
  ownerEpoch: z.int().nonnegative(),
  /** False after a revocation, a transfer of the dataset, or expiry as of the mirror's head. */
  active: z.boolean(),
  expiresAt: BlockTime,
  /** Absent means without limit. */
  runsGranted: z.int().nonnegative().optional(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

export const ProviderView = z.object({
  provider: Address,
  operator: Address,
  payout: Address,
  endpoint: z.string(),
  /** Takes no new order. */
  draining: z.boolean(),
  environments: z.array(
    z.object({
      id: Bytes32,
      resourcesDigest: Bytes32,
      token: Address,
      pricePerSecond: Amount96,
      /** Slots that count as of the mirror's head. */
      slots: z.int().nonnegative(),
      /** A change of slots that is under way. */
      slotsNext: z.object({ slots: z.int().nonnegative(), from: BlockTime }).optional(),
      active: z.boolean(),
    }),
  ),
  collateral: z.array(z.object({ token: Address, bonded: Amount, unbonding: Amount, frozen: Amount })),
});
export type ProviderView = z.infer<typeof ProviderView>;

/**
 * What an account can withdraw of a token, and how it came about: credited for jobs, by deposits and by transfers; spent on orders
 * and transfers. Other contracts of the market hold their money the same way.
 */
export const BalanceView = z.object({
  token: Address,
  credited: Amount,
  withdrawn: Amount,
  spent: Amount,
  /** credited - withdrawn - spent */
  balance: Amount,
});
export type BalanceView = z.infer<typeof BalanceView>;

/** What an account was paid for one asset in one role, refunds left out. `assetId` is 0 where the role has none. */
export const EarningView = z.object({
  token: Address,
  role: PaymentWire.shape.role,
  assetId: Amount,
  amount: Amount,
  payments: z.int().positive(),
});
export type EarningView = z.infer<typeof EarningView>;

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
