import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { MarketContext } from './context.ts';

/**
 * Ends the claims of an epoch of rewards, 365 days after they opened: what nobody claimed is the treasury's. Anyone may.
 *
 * @throws AtollError `conflict` before that time and where it was done already, `not_found` for an epoch that does not stand
 * @example await sweepEpoch(ctx, { epoch: 2_970n });
 */
export function sweepEpoch(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { epoch: bigint },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.rewards,
    abi: rewardsAbi,
    functionName: 'sweep',
    args: [input.epoch],
  });
}
