import { type Chain, walletOf } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** The call of {@link reclaimBounty}, for an act that somebody else sends. */
export function reclaimBountyCall(chain: Chain, input: { bountyId: Bytes32; funder: Address }): ContractCall {
  return { ...bountiesOf(chain), functionName: 'reclaim', args: [input.bountyId, input.funder] };
}

/**
 * Credits a funder with his part of what was not awarded, in proportion to what he gave, rounded by less than one unit per funder. Closes
 * the bounty first where that is due. Anyone may send it; the credit is the funder's.
 *
 * @param input.funder default the wallet itself
 * @throws AtollError `not_found`, `conflict` where the bounty cannot be closed yet or the funder has nothing in it any more
 * @example await reclaimBounty(ctx, { bountyId });
 */
export function reclaimBounty(
  { chain }: MarketContext,
  input: { bountyId: Bytes32; funder?: Address },
): Promise<ReceiptSummary> {
  const { bountyId, funder = Address.parse(walletOf(chain).account.address) } = input;
  return simulateThenSend(chain, reclaimBountyCall(chain, { bountyId, funder }));
}
