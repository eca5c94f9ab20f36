import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { type RewardEntry, rewardTree } from './reward-tree.ts';

/**
 * Proposes what an epoch of rewards pays, as the publisher whom governance named. The total is set aside from the credit of `Rewards`, and
 * claims open two days later unless `vetoEpoch` refuses it.
 *
 * @param input.entries all of the epoch, as `recomputeEpoch` gives them; amounts in the token's smallest unit
 * @param input.dataDigest of the published document with the entries and with what they are computed from: `epochDocument` makes it
 * @returns root and total as they stand on chain
 * @throws AtollError `not_allowed` for anyone but the publisher, `conflict` where the epoch stands already, `insufficient_escrow` where free
 * credit does not cover the total (`deposit` to `Rewards` adds to it), `invalid_order` for a token that is not accepted; RangeError for
 * entries that are no tree
 * @example
 * const terms = { token, fund: 1_000_000_000n };
 * const { entries } = await recomputeEpoch(ctx.chain, { epoch: 2_970n, ...terms });
 * const { digest } = await epochDocument(ctx.chain, { ...terms, entries });
 * await proposeEpoch(ctx, { token, entries, dataDigest: digest });
 */
export async function proposeEpoch(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { token: Address; entries: readonly RewardEntry[]; dataDigest: Bytes32 },
): Promise<{ root: Bytes32; total: bigint; receipt: ReceiptSummary }> {
  const { token, entries, dataDigest } = input;
  const { epoch, root, total } = rewardTree(entries);
  const receipt = await simulateThenSend(chain, {
    address: chain.addresses.rewards,
    abi: rewardsAbi,
    functionName: 'propose',
    args: [epoch, token, root, total, dataDigest],
  });
  return { root, total, receipt };
}
