import { z } from 'zod';
import { Address, Amount, Amount96, ChainId } from './ids.ts';

const BasisPoints = z.int().min(0).max(10_000);

/**
 * What an epoch of rewards pays and what that is computed from, as its publisher makes it public. `dataDigest` of `Rewards.propose` is the
 * sha-256 of its canonical JSON (RFC 8785) in UTF-8, hence the CID (v1, raw) under which IPFS has it as one block.
 *
 * Chain, token and epoch say which jobs count: those in the token that were released from second `epoch` × 604,800 on, before the next week
 * begins, as `JobOrdered`, `JobSettled`, `RoyaltyPaid` and `DisputeOpened` tell them. Fund, rate and cap are the rest of what the formula of
 * `docs/economics.md` takes.
 */
export const RewardEpochDocument = z.object({
  chain: ChainId,
  /** The contract that pays. */
  rewards: Address,
  epoch: Amount,
  token: Address,
  /** What the epoch may pay at most, in the token's smallest unit. */
  fund: Amount,
  /** Share of the fees that is given back, in basis points. */
  rate: BasisPoints,
  /** Share of all contributions that one buyer can count for one account, in basis points. */
  cap: BasisPoints,
  /** Every leaf, by account in ascending order; amounts in the token's smallest unit. */
  entries: z.array(z.object({ account: Address, amount: Amount96 })).min(1),
});
export type RewardEpochDocument = z.infer<typeof RewardEpochDocument>;
