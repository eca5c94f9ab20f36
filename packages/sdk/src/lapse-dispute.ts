import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Ends a dispute that its arbiter stayed silent on: bond and collateral go back. Anyone may.
 * @example await lapseDispute(ctx, { jobId });
 */
export function lapseDispute({ chain }: MarketContext, input: { jobId: Bytes32 }): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'lapse',
    args: [input.jobId],
  });
}
