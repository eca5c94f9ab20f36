import type { Chain } from '@atoll/chain/chain';
import { readRatedJobs } from '@atoll/chain/read-rated-jobs';
import { translated } from '@atoll/chain/translate';
import type { Address } from '@atoll/schemas/ids';
import { type Reputation, reputationOf } from './reputation.ts';

/**
 * Recomputes a provider's score in a token from the chain's events alone: what an indexer tells is right where it is this.
 *
 * @param input.wholeToken smallest units that make one whole token, 10^decimals
 * @param input.until block as of which; default the head
 * @throws ChainUnavailable (retryable)
 * @example
 * const { score, weight } = await recomputeReputation(chain, { provider, token, wholeToken: 10n ** 6n });
 */
export async function recomputeReputation(
  chain: Chain,
  input: { provider: Address; token: Address; wholeToken: bigint; until?: number },
): Promise<Reputation> {
  const { provider, token, wholeToken } = input;
  const block = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.getBlock(input.until === undefined ? {} : { blockNumber: BigInt(input.until) }),
  );
  const rated = await readRatedJobs(chain, { provider, until: Number(block.number) });
  const counted = rated.filter((job) => job.token === token && !job.own);
  return reputationOf(counted, { now: block.timestamp, wholeToken, own: [] });
}
