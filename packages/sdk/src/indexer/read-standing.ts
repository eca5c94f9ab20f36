import type { Address } from '@atoll/schemas/ids';
import { StandingView } from '@atoll/schemas/indexer/standing';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

/**
 * How a provider stands in a token: its score, what stands behind it, and how much of what it had to deliver it delivered.
 *
 * @param input.asOf a block, from the last final one on; the last one unless given
 * @throws ProblemReceived (`not_found` for a token of which the deployment tells no decimals, `block_not_kept`, …), ServiceUnavailable
 * @example
 * const { score, releaseRate } = await readStanding({ url }, { provider, token });
 */
export function readStanding(
  ctx: IndexerContext,
  input: { provider: Address; token: Address; asOf?: number },
): Promise<StandingView> {
  const { provider, ...query } = input;
  return askFor(
    ctx,
    `/providers/${provider}/standing${queryText({ ...query, ...chainOf(ctx) })}`,
    StandingView,
  );
}
