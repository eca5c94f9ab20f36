import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** The call of {@link closeBounty}, for an act that somebody else sends. */
export function closeBountyCall(chain: Chain, { bountyId }: { bountyId: Bytes32 }): ContractCall {
  return { ...bountiesOf(chain), functionName: 'close', args: [bountyId] };
}

/**
 * Ends a bounty after `decideUntil`, or after `submitUntil` where nothing was ever submitted. Anyone may; `reclaimBounty` does it too.
 *
 * @throws AtollError `not_found`, `conflict` where it is not due or was closed
 * @example await closeBounty(ctx, { bountyId });
 */
export function closeBounty({ chain }: MarketContext, input: { bountyId: Bytes32 }): Promise<ReceiptSummary> {
  return simulateThenSend(chain, closeBountyCall(chain, input));
}
