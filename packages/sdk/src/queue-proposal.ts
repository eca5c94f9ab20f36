import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { governorOf, hashedProposal, type MadeProposal, type Proposal } from './proposal.ts';

/**
 * Hands an accepted proposal to the timelock, where its delay begins. Anyone may.
 * @example await queueProposal(ctx, { calls, description });
 */
export function queueProposal(
  { chain }: MarketContext,
  proposal: Proposal | MadeProposal,
): Promise<ReceiptSummary> {
  const args = hashedProposal(proposal);
  return simulateThenSend(chain, { ...governorOf(chain), functionName: 'queue', args });
}
