import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** A submission to a bounty, and what of the pot it gets. */
export interface BountyAward {
  readonly bountyId: Bytes32;
  /** Its number, from 1. */
  readonly submission: number;
  /** Who handed it in. */
  readonly submitter: Address;
  /** In the smallest unit of the bounty's token. */
  readonly amount: bigint;
}

/** The call of {@link awardBounty}, for an act that somebody else sends. */
export function awardBountyCall(chain: Chain, award: BountyAward): ContractCall {
  const { bountyId, submission, submitter, amount } = award;
  return { ...bountiesOf(chain), functionName: 'award', args: [bountyId, submission, submitter, amount] };
}

/**
 * Credits a submitter with a part of the pot, as the judge, until `decideUntil`: several submissions and several times, together at most
 * the pot. Numbers follow the order of the chain, and a reorganisation can change them: the submitter says who is meant.
 *
 * @throws AtollError `not_found`, `not_allowed` for anyone but the judge, `insufficient_escrow` above what is left, `conflict` too late or
 * where the submission is somebody else's
 * @example await awardBounty(ctx, { bountyId, submission: 1, submitter, amount: 300_000_000n });
 */
export function awardBounty({ chain }: MarketContext, input: BountyAward): Promise<ReceiptSummary> {
  return simulateThenSend(chain, awardBountyCall(chain, input));
}
