import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Answers a dispute, as the provider or its operator.
 *
 * @param input.evidence sha-256 of a document that the arbiter can be shown
 * @throws AtollError `not_allowed` for anyone else
 * @example await answerDispute(ctx, { jobId, evidence: await sha256(bytes) });
 */
export function answerDispute(
  { chain }: MarketContext,
  input: { jobId: Bytes32; evidence: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'answer',
    args: [input.jobId, input.evidence],
  });
}
