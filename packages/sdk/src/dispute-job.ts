import { type Chain } from '@atoll/chain/chain';
import { type ChainJobEnd, jobEndForChain } from '@atoll/chain/read-job-end';
import { maximumOf } from '@atoll/chain/maximum-of';
import { translated } from '@atoll/chain/translate';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { type Bytes32 } from '@atoll/schemas/ids';
import { type MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';
import { endOfJob } from './job-end.ts';

const disputes = (chain: Chain) => ({ address: chain.addresses.disputes, abi: disputesAbi }) as const;

/** The call of {@link disputeJob}, for an act that somebody else sends. The bond is taken from the buyer's wallet. */
export function disputeCall(chain: Chain, end: ChainJobEnd, evidence: Bytes32): ContractCall {
  return { ...disputes(chain), functionName: 'open', args: [end.order, jobEndForChain(end), evidence] };
}

/** What a dispute of this job is opened with, in the order's token: a share of the order's maximum. */
export function disputeBond(chain: Chain, end: ChainJobEnd): Promise<bigint> {
  return translated('Disputes.bondFor', () =>
    chain.publicClient.readContract({
      ...disputes(chain),
      functionName: 'bondFor',
      args: [maximumOf(end.order)],
    }),
  );
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

/** Answers a dispute, as the provider or its operator. */
export function answerDispute(
  { chain }: MarketContext,
  input: { jobId: Bytes32; evidence: Bytes32 },
): Promise<ReceiptSummary> {
  const args = [input.jobId, input.evidence];
  return simulateThenSend(chain, { ...disputes(chain), functionName: 'answer', args });
}

/**
 * Rules a dispute, as its arbiter: for the buyer by slashing, for the provider by the bond, or for neither.
 * @param input.slashed of the frozen collateral, in the token's smallest unit
 */
export function ruleDispute(
  { chain }: MarketContext,
  input: { jobId: Bytes32; slashed: bigint; bondForfeited: boolean },
): Promise<ReceiptSummary> {
  const args = [input.jobId, input.slashed, input.bondForfeited];
  return simulateThenSend(chain, { ...disputes(chain), functionName: 'rule', args });
}

/** Ends a dispute that its arbiter stayed silent on: bond and collateral go back. Anyone may. */
export function lapseDispute({ chain }: MarketContext, input: { jobId: Bytes32 }): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...disputes(chain), functionName: 'lapse', args: [input.jobId] });
}
