import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { governorOf, type Proposal, proposalIdOf, stepsOf } from './proposal.ts';

/**
 * Puts calls to the vote, which the timelock makes if they are accepted.
 *
 * @returns the proposal's id
 * @throws AtollError `not_allowed` with too few votes
 * @example
 * const call = { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'setFeeRate', args: [300] };
 * const { proposalId } = await propose(ctx, { calls: [call], description: 'Raise the fee to 3 %' });
 */
export async function propose(
  { chain }: MarketContext,
  proposal: Proposal,
): Promise<{ proposalId: bigint; receipt: ReceiptSummary }> {
  const receipt = await simulateThenSend(chain, {
    ...governorOf(chain),
    functionName: 'propose',
    args: [...stepsOf(proposal), proposal.description],
  });
  return { proposalId: await proposalIdOf(chain, proposal), receipt };
}
