import type { Chain } from '@atoll/chain/chain';
import { readReleasedJobs } from '@atoll/chain/read-released-jobs';
import type { Address } from '@atoll/schemas/ids';
import { type RewardEntry, type RewardTree, rewardTree } from './reward-tree.ts';
import { type RewardTerms, rewardWeights } from './reward-weights.ts';

/** Seconds of an epoch: a week of block time, counted from 1970. */
export const epochSeconds = 7 * 86_400;

/** An epoch as anybody recomputes it; without a tree where nobody is rewarded. */
export interface RecomputedEpoch {
  readonly entries: readonly RewardEntry[];
  readonly tree: RewardTree | undefined;
}

/**
 * Recomputes an epoch of rewards from the chain's events alone: what was proposed on chain is right where its root and total are these.
 *
 * @param input.token in whose payments contributions are counted
 * @throws ChainUnavailable (retryable); RangeError for terms that the formula does not allow
 * @example
 * const { tree } = await recomputeEpoch(chain, { epoch: 2_970n, token, fund: 1_000_000_000n });
 * const isRight = tree?.root === proposed.root && tree.total === proposed.total;
 */
export async function recomputeEpoch(
  chain: Chain,
  { epoch, token, ...terms }: { epoch: bigint; token: Address } & RewardTerms,
): Promise<RecomputedEpoch> {
  const from = Number(epoch) * epochSeconds;
  const jobs = await readReleasedJobs(chain, { token, from, until: from + epochSeconds });
  const entries = rewardWeights(jobs, terms).map(({ account, amount }) => ({ epoch, account, amount }));
  return { entries, tree: entries.length === 0 ? undefined : rewardTree(entries) };
}
