import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { governorOf, hashedProposal, type MadeProposal, type Proposal } from './proposal.ts';

/**
 * Makes the calls of a proposal whose delay in the timelock has passed. Anyone may.
 * @example await executeProposal(ctx, { calls, description });
 */
export function executeProposal(
  { chain }: MarketContext,
  proposal: Proposal | MadeProposal,
): Promise<ReceiptSummary> {
  const args = hashedProposal(proposal);
  return simulateThenSend(chain, { ...governorOf(chain), functionName: 'execute', args });
}
