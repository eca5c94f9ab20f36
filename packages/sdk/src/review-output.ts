import type { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import type { ReviewDecision } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Decides on an output that is held for review: released to its buyer, or withheld, in which case the data price goes back. Signed by the
 * custodian or another reviewer. A release names the digest of the outputs that were looked at, as `listReviews` gives it; where the
 * rules of a dataset ask for two reviewers, two accounts have to release.
 * @throws ProblemReceived `conflict` when the job does not wait for a review (any more), or holds other outputs than those
 * @example await reviewOutput(owner, { jobId, decision: 'release', outputsDigest });
 * @example await reviewOutput(owner, { jobId, decision: 'withhold', note: 'groups of fewer than ten' });
 */
export function reviewOutput(
  ctx: MarketContext,
  input: ReviewDecision & { jobId: Bytes32 },
): Promise<JobView> {
  const { jobId, ...decision } = input;
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.review(jobId),
    json: decision,
    signed: true,
    reply: JobView,
  });
}
