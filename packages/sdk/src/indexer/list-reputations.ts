import type { Address } from '@atoll/schemas/ids';
import { RankView } from '@atoll/schemas/indexer/standing';
import { pageOf } from '@atoll/schemas/indexer-api';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import type { Page } from './list-items.ts';
import { queryText } from './query.ts';

const Ranks = pageOf(RankView);

/**
 * Providers by their score in a token, best first; all pages compare them at the time of the first.
 *
 * @param input.limit providers of a page, from 1 to 100; 20 unless given
 * @param input.cursor the `next` of the page before
 * @param input.asOf a block, from the last final one on; the last one unless given
 * @throws ProblemReceived (`malformed_request`, `block_not_kept`, …), ServiceUnavailable
 * @example
 * const { items: best } = await listReputations({ url }, { token, limit: 5 });
 */
export async function listReputations(
  ctx: IndexerContext,
  input: { token: Address; limit?: number; cursor?: string; asOf?: number },
): Promise<Page<RankView>> {
  const { items, next } = await askFor(ctx, `/reputations${queryText({ ...input, ...chainOf(ctx) })}`, Ranks);
  return { items, ...(next === undefined ? {} : { next }) };
}
