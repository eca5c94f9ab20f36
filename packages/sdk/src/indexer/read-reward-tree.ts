import { type RewardTreeQuery, RewardTreeView } from '@atoll/schemas/indexer/reward-tree';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

/**
 * The rewards of an epoch and their Merkle tree, recomputed from indexed, settled value, with what was proposed on chain beside it.
 *
 * @param input.asOf a block, from the last final one on; the last one unless given
 * @throws ProblemReceived (`malformed_request` where nobody proposed the epoch and no token is named, …), ServiceUnavailable
 * @example
 * const { entries, matches } = await readRewardTree({ url }, { epoch: 2_925n, account });
 * if (matches === false) await vetoEpoch(guardian, { epoch: 2_925n });
 * for (const { amount, proof } of entries) await claimReward(ctx, { epoch: 2_925n, account, amount: BigInt(amount), proof });
 */
export function readRewardTree(
  ctx: IndexerContext,
  input: { epoch: bigint; asOf?: number } & RewardTreeQuery,
): Promise<RewardTreeView> {
  const { epoch, ...query } = input;
  return askFor(
    ctx,
    `/reward-epochs/${epoch}/tree${queryText({ ...query, ...chainOf(ctx) })}`,
    RewardTreeView,
  );
}
