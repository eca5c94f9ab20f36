import type { Chain } from '@atoll/chain/chain';
import { type ChainJobEnd, jobEndForChain } from '@atoll/chain/read-job-end';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { disputeBond } from './dispute-bond.ts';
import { ensureAllowance } from './ensure-allowance.ts';
import { endOfJob } from './job-end.ts';

/** The call of {@link disputeJob}, for an act that somebody else sends. The bond is taken from the buyer's wallet. */
export function disputeCall(chain: Chain, end: ChainJobEnd, evidence: Bytes32): ContractCall {
  return {
    address: chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'open',
    args: [end.order, jobEndForChain(end), evidence],
  };
}

/**
 * Disputes a run that was paid for: freezes the provider's collateral and puts up a bond, which comes back unless the arbiter finds the
 * dispute without ground. What was paid stays paid; a ruling moves collateral.
 *
 * @param input.evidence sha-256 of a document that both sides and the arbiter can be shown
 * @throws AtollError `conflict` after the dispute window, for a job that nobody was paid for or that was disputed already
 * @example await disputeJob(ctx, { jobId, evidence: await sha256(bytes) });
 */
export async function disputeJob(
  ctx: MarketContext,
  input: { jobId: Bytes32; evidence: Bytes32 },
): Promise<ReceiptSummary> {
  const { chain } = ctx;
  const end = await endOfJob(chain, input.jobId);
  const amount = await disputeBond(chain, end);
  await ensureAllowance(ctx, { token: end.order.token, spender: chain.addresses.disputes, amount });
  return simulateThenSend(chain, disputeCall(chain, end, input.evidence));
}
