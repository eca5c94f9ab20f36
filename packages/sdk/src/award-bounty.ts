import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** A submission to a bounty, and what of the pot it gets. */
export interface BountyAward {
  readonly bountyId: Bytes32;
  /** Its number, from 1. */
  readonly submission: number;
  /** In the smallest unit of the bounty's token. */
  readonly amount: bigint;
}

/** The call of {@link awardBounty}, for an act that somebody else sends. */
export function awardBountyCall(chain: Chain, { bountyId, submission, amount }: BountyAward): ContractCall {
  return { ...bountiesOf(chain), functionName: 'award', args: [bountyId, submission, amount] };
}

/**
 * Credits a submitter with a part of the pot, as the judge, until `decideUntil`: several submissions and several times, together at most
 * the pot. Numbers follow the order of the chain, so award a submission only once its block is final: another's may take its number.
 *
 * @throws AtollError `not_found`, `not_allowed` for anyone but the judge, `insufficient_escrow` above what is left, `conflict` too late
 * @example await awardBounty(ctx, { bountyId, submission: 1, amount: 300_000_000n });
 */
export function awardBounty({ chain }: MarketContext, input: BountyAward): Promise<ReceiptSummary> {
  return simulateThenSend(chain, awardBountyCall(chain, input));
}
