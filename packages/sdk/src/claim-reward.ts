import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { AtollError } from '@atoll/schemas/error';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
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

/** A reward with what proves it: siblings from its leaf up to the root. */
export interface ProvenReward extends RewardEntry {
  readonly proof: readonly Bytes32[];
}

/** An account's reward among all of an epoch. */
export interface PublishedReward {
  readonly entries: readonly RewardEntry[];
  readonly account: Address;
}

function provenReward({ entries, account }: PublishedReward): ProvenReward {
  const entry = entries.find((each) => each.account === account);
  const proof = rewardTree(entries).proofOf(account);
  if (entry === undefined || proof === undefined) throw new NoReward(account);
  return { ...entry, proof };
}

/** The call of {@link claimReward}, for an act that somebody else sends; anyone may send it anyway. */
export function claimRewardCall(chain: Chain, input: ProvenReward | PublishedReward): ContractCall {
  const { epoch, account, amount, proof } = 'proof' in input ? input : provenReward(input);
  return {
    address: chain.addresses.rewards,
    abi: rewardsAbi,
    functionName: 'claim',
    args: [epoch, account, amount, proof],
  };
}

/**
 * Credits an account with its reward of an epoch.
 *
 * @param input the account with all entries of the epoch, as they were published or `recomputeEpoch` gives them; or its own with the proof, as
 * `readRewardTree` gives it
 * @throws AtollError `not_found`, `conflict` where claims are not open or it was claimed, `invalid_signature` where the entries are others
 * @example await claimReward(ctx, { entries, account });
 */
export function claimReward(
  { chain }: MarketContext,
  input: ProvenReward | PublishedReward,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, claimRewardCall(chain, input));
}
