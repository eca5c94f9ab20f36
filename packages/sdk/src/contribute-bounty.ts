import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf, readBounty } from './bounty.ts';
import type { MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';

/** The call of {@link contributeBounty}, for an act that somebody else sends. The amount is taken from the wallet. */
export function contributeBountyCall(
  chain: Chain,
  input: { bountyId: Bytes32; amount: bigint },
): ContractCall {
  return { ...bountiesOf(chain), functionName: 'contribute', args: [input.bountyId, input.amount] };
}

/**
 * Adds to the pot of a bounty while submissions are taken and nothing was awarded yet. Its judge decides over it from then on; what is not
 * awarded comes back in proportion, by `reclaimBounty`.
 *
 * @param input.amount in the smallest unit of the bounty's token
 * @throws AtollError `not_found`, `conflict` once submissions are over or awards have begun, `insufficient_escrow`
 * @example await contributeBounty(ctx, { bountyId, amount: 25_000_000n });
 */
export async function contributeBounty(
  ctx: MarketContext,
  input: { bountyId: Bytes32; amount: bigint },
): Promise<ReceiptSummary> {
  const { chain } = ctx;
  const { token } = await readBounty(chain, input.bountyId);
  await ensureAllowance(ctx, { token, spender: chain.addresses.bounties, amount: input.amount });
  return simulateThenSend(chain, contributeBountyCall(chain, input));
}
