import type { Chain } from '@atoll/chain/chain';
import { ChainUnavailable } from '@atoll/chain/errors';
import { translated } from '@atoll/chain/translate';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { Bytes32 } from '@atoll/schemas/ids';
import { isAddressEqual, parseEventLogs } from 'viem';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';

/** What is offered for a bounty. */
export interface BountySubmission {
  readonly bountyId: Bytes32;
  /** Of what is offered. Whoever sees it can copy it: where only the digest is shown, let it cover the submitter's address. */
  readonly digest: Bytes32;
  /** Published asset that is offered, owned by the submitter; absent where none is. */
  readonly assetId?: bigint;
}

/** The call of {@link submitToBounty}, for an act that somebody else sends. */
export function submitToBountyCall(
  chain: Chain,
  { bountyId, digest, assetId = 0n }: BountySubmission,
): ContractCall {
  return { ...bountiesOf(chain), functionName: 'submit', args: [bountyId, assetId, digest] };
}

/**
 * Offers work for a bounty, until its `submitUntil`. The judge of the bounty cannot.
 *
 * @returns the number of the submission, from 1
 * @throws AtollError `not_found`, `not_allowed` as the judge or with somebody else's asset, `conflict` after `submitUntil`
 * @example const { submission } = await submitToBounty(ctx, { bountyId, digest: metadataDigest, assetId: 42n });
 */
export async function submitToBounty(
  { chain }: MarketContext,
  input: BountySubmission,
): Promise<{ submission: number; receipt: ReceiptSummary }> {
  const receipt = await simulateThenSend(chain, submitToBountyCall(chain, input));
  return { submission: await submissionIn(chain, receipt), receipt };
}

/** The number that a transaction's submission got: others may have submitted since, so the bounty's counter does not tell. */
async function submissionIn(chain: Chain, { hash }: ReceiptSummary): Promise<number> {
  const { address, abi } = bountiesOf(chain);
  const { logs } = await translated('eth_getTransactionReceipt', () =>
    chain.publicClient.getTransactionReceipt({ hash }),
  );
  const made = parseEventLogs({ abi, eventName: 'SubmissionMade', logs }).find((log) =>
    isAddressEqual(log.address, address),
  );
  if (made === undefined) throw new ChainUnavailable({ what: `transaction ${hash} shows no submission` });
  return made.args.submission;
}
