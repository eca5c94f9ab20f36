import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { type MarketContext } from './context.ts';
import { governorOf } from './proposal.ts';

/** The numbers of votes in the ABI. */
export const voteKinds = ['against', 'for', 'abstain'] as const;

/**
 * Votes on a proposal, once, with the votes that the account had when its delay ended.
 * @example await castVote(ctx, { proposalId, vote: 'for' });
 */
export function castVote(
  { chain }: MarketContext,
  input: { proposalId: bigint; vote: (typeof voteKinds)[number] },
): Promise<ReceiptSummary> {
  const args = [input.proposalId, voteKinds.indexOf(input.vote)];
  return simulateThenSend(chain, { ...governorOf(chain), functionName: 'castVote', args });
}
