import type { Chain } from '@atoll/chain/chain';
import { type ChainJobEnd, jobEndForChain } from '@atoll/chain/read-job-end';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import type { Bytes32 } from '@atoll/schemas/ids';
import { zeroHash } from 'viem';
import type { MarketContext } from './context.ts';
import { endOfJob } from './job-end.ts';

/** The call of {@link rateJob}, for an act that somebody else sends. */
export function rateCall(
  chain: Chain,
  end: ChainJobEnd,
  input: { score: number; comment?: Bytes32 },
): ContractCall {
  return {
    address: chain.addresses.ratings,
    abi: ratingsAbi,
    functionName: 'rate',
    args: [end.order, jobEndForChain(end), input.score, input.comment ?? zeroHash],
  };
}

/**
 * Rates a run, once, as the buyer who paid for it.
 *
 * @param input.score one to five
 * @param input.comment sha-256 of a document; absent where there is none
 * @throws AtollError `conflict` where it was rated already, `not_allowed` where nothing was paid
 * @example await rateJob(ctx, { jobId, score: 5 });
 */
export async function rateJob(
  ctx: MarketContext,
  input: { jobId: Bytes32; score: number; comment?: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(ctx.chain, rateCall(ctx.chain, await endOfJob(ctx.chain, input.jobId), input));
}
