import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { governorOf } from './proposal.ts';

/** The numbers of votes in the ABI. */
export const voteKinds = ['against', 'for', 'abstain'] as const;

/**
 * Votes on a proposal, once, with the votes that the account had when its delay ended.
 *
 * @param input.reason in the voter's words, kept by the chain for everybody to read
 * @throws AtollError `conflict` where the vote is not open or the account has voted
 * @example await castVote(ctx, { proposalId, vote: 'for', reason: 'the fee pays for the audits' });
 */
export function castVote(
  { chain }: MarketContext,
  input: { proposalId: bigint; vote: (typeof voteKinds)[number]; reason?: string },
): Promise<ReceiptSummary> {
  const { proposalId, vote, reason = '' } = input;
  const args = [proposalId, voteKinds.indexOf(vote)];
  return simulateThenSend(
    chain,
    reason === ''
      ? { ...governorOf(chain), functionName: 'castVote', args }
      : { ...governorOf(chain), functionName: 'castVoteWithReason', args: [...args, reason] },
  );
}
