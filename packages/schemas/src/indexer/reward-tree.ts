import { z } from 'zod';
import { Address, Amount, Bytes32 } from '../ids.ts';
import { account, amount, hash, time } from './values.ts';

/** What to recompute an epoch of rewards with. */
export const RewardTreeQuery = z.object({
  /** In whose payments contributions are counted; needed where nobody has proposed the epoch. */
  token: Address.optional(),
  /** What the epoch may pay at most; what was free when it was proposed unless given. */
  fund: Amount.optional(),
  /** Gives the entry of one account alone; root and total stay those of the whole tree. */
  account: Address.optional(),
});
export type RewardTreeQuery = z.infer<typeof RewardTreeQuery>;

/**
 * The Merkle tree of an epoch as it follows from the jobs that were released in it, and what was proposed on chain. Leaves are
 * keccak256(bytes.concat(keccak256(abi.encode(uint256 epoch, address account, uint256 amount)))), in the format of OpenZeppelin's
 * StandardMerkleTree. Changes as long as jobs of the epoch can still be disputed.
 */
export const RewardTreeView = z.object({
  epoch: amount('number of the epoch'),
  token: account('token of the amounts'),
  from: time('first second of the epoch'),
  until: time('first second after it'),
  fund: amount('what it may pay at most, in the token’s smallest unit'),
  total: amount('sum of all entries'),
  root: hash('root of the tree; absent where nobody is rewarded').optional(),
  entries: z
    .array(
      z.object({
        account: account('who is rewarded'),
        amount: amount('in the token’s smallest unit'),
        proof: z
          .array(Bytes32)
          .describe('siblings from the leaf up to the root, as `Rewards.claim` takes them'),
      }),
    )
    .describe('by account'),
  proposed: z
    .object({
      root: hash('root that was proposed'),
      total: amount('total that was proposed'),
      state: z.enum(['proposed', 'vetoed', 'swept']).describe('where the epoch stands'),
    })
    .optional()
    .describe('absent where nobody has proposed the epoch'),
  matches: z
    .boolean()
    .optional()
    .describe(
      'whether root and total that were proposed are those that were recomputed; absent without a proposal',
    ),
});
export type RewardTreeView = z.infer<typeof RewardTreeView>;
