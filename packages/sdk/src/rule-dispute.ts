import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Rules a dispute, as its arbiter: for the buyer by slashing, for the provider by the bond, or for neither.
 * @param input.slashed of the frozen collateral, in the token's smallest unit
 * @example await ruleDispute(ctx, { jobId, slashed: 10_000_000n, bondForfeited: false });
 */
export function ruleDispute(
  { chain }: MarketContext,
  input: { jobId: Bytes32; slashed: bigint; bondForfeited: boolean },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'rule',
    args: [input.jobId, input.slashed, input.bondForfeited],
  });
}
