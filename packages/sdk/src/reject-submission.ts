import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** The call of {@link rejectSubmission}, for an act that somebody else sends. */
export function rejectSubmissionCall(
  chain: Chain,
  input: { bountyId: Bytes32; submission: number },
): ContractCall {
  return { ...bountiesOf(chain), functionName: 'reject', args: [input.bountyId, input.submission] };
}

/**
 * Throws a worthless submission out, as the judge. Does not let the funders have their money sooner.
 *
 * @param input.submission its number, from 1
 * @throws AtollError `not_found`, `not_allowed` for anyone but the judge, `conflict` where it was awarded already or it is too late
 * @example await rejectSubmission(ctx, { bountyId, submission: 3 });
 */
export function rejectSubmission(
  { chain }: MarketContext,
  input: { bountyId: Bytes32; submission: number },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, rejectSubmissionCall(chain, input));
}
