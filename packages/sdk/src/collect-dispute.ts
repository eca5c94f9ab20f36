import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Pays out what a ruling took of the collateral while the market did not accept its token, once it does again. Anyone may.
 *
 * @throws AtollError `conflict` where nothing is owed; the revert's while the token is not accepted
 * @example await collectDispute(ctx, { jobId });
 */
export function collectDispute(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { jobId: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'collect',
    args: [input.jobId],
  });
}
