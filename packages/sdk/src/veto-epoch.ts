import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { MarketContext } from './context.ts';

/** The call of {@link vetoEpoch}, for a proposal by which governance itself refuses. */
export function vetoEpochCall(chain: Chain, input: { epoch: bigint }): ContractCall {
  return {
    address: chain.addresses.rewards,
    abi: rewardsAbi,
    functionName: 'veto',
    args: [input.epoch],
  };
}

/**
 * Refuses an epoch of rewards that cannot be recomputed, as the guardian, within the two days before its claims open. What it had set aside is
 * free again, and its number may be proposed anew.
 *
 * @throws AtollError `not_allowed` for anyone but guardian and governance, `conflict` once claims are open, `not_found` where nothing is
 * proposed
 * @example
 * const proposed = await readEpoch(ctx.chain, epoch);
 * const { tree } = await recomputeEpoch(ctx.chain, { epoch, token: proposed.token, fund });
 * if (tree?.root !== proposed.root || tree.total !== proposed.total) await vetoEpoch(ctx, { epoch });
 */
export function vetoEpoch(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { epoch: bigint },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, vetoEpochCall(chain, input));
}
