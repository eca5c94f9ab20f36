import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { governorOf, hashedProposal, type MadeProposal, type Proposal } from './proposal.ts';

/**
 * Takes a proposal back, as the account that made it, before its vote begins.
 *
 * @throws AtollError `not_allowed` for anyone else and once the vote has begun, `not_found` where nobody has made it
 * @example await cancelProposal(ctx, { calls, description });
 */
export function cancelProposal(
  { chain }: Pick<MarketContext, 'chain'>,
  proposal: Proposal | MadeProposal,
): Promise<ReceiptSummary> {
  const args = hashedProposal(proposal);
  return simulateThenSend(chain, { ...governorOf(chain), functionName: 'cancel', args });
}
