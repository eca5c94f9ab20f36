import type { Bytes32 } from '@atoll/schemas/ids';
import { listHeld } from '../src/desk/held-outputs.ts';
import { decideReview } from '../src/jobs/decide-review.ts';
import type { Market } from './market.ts';

/** The decision of the custodian, or of another reviewer, on what a job holds now. */
export async function decide(
  market: Market,
  jobId: Bytes32,
  decision: 'release' | 'withhold',
  as: keyof Market['wallets'] = 'dataOwner',
): Promise<void> {
  const held = (await listHeld(market.ctx)).find((each) => each.jobId === jobId);
  const reviewer = market.wallets[as].address;
  const outputsDigest: Bytes32 = held?.outputsDigest ?? `0x${'00'.repeat(32)}`;
  await decideReview(market.ctx, { jobId, decision, outputsDigest, reviewer });
}
