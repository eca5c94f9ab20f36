import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { AtollError } from '@atoll/schemas/error';
import type { MarketContext } from './context.ts';
import { type RewardEntry, rewardTree } from './reward-tree.ts';

class NoReward extends AtollError {
  constructor(account: string) {
    super({
      code: 'not_found',
      message: `${account} has no reward in this epoch`,
      hint: 'look at the entries that the epoch was published with',
      data: { account },
    });
  }
}

/** The call of {@link claimReward}, for an act that somebody else sends; anyone may send it anyway. */
export function claimRewardCall(
  chain: Chain,
  input: { entries: readonly RewardEntry[]; account: RewardEntry['account'] },
): ContractCall {
  const entry = input.entries.find(({ account }) => account === input.account);
  const proof = rewardTree(input.entries).proofOf(input.account);
  if (entry === undefined || proof === undefined) throw new NoReward(input.account);
  return {
    address: chain.addresses.rewards,
    abi: rewardsAbi,
    functionName: 'claim',
    args: [entry.epoch, entry.account, entry.amount, proof],
  };
}

/**
 * Credits an account with its reward of an epoch.
 *
 * @param input.entries all of the epoch, as it was published
 * @throws AtollError `not_found`, `conflict` where claims are not open or it was claimed, `invalid_signature` where the entries are others
 * @example await claimReward(ctx, { entries, account });
 */
export function claimReward(
  { chain }: MarketContext,
  input: { entries: readonly RewardEntry[]; account: RewardEntry['account'] },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, claimRewardCall(chain, input));
}
