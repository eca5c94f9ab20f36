import type { Address } from '@atoll/schemas/ids';
import { ClaimableDividend } from '@atoll/schemas/indexer/claimable-dividends';
import { pageOf } from '@atoll/schemas/indexer-api';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import type { Page } from './list-items.ts';
import { queryText } from './query.ts';

const Dividends = pageOf(ClaimableDividend);

/**
 * What an account could claim of the income of its shares, by share and token.
 *
 * @param input.cursor the `next` of the page before
 * @param input.asOf a block, from the last final one on; the last one unless given
 * @throws ProblemReceived (`malformed_request`, `block_not_kept`, …), ServiceUnavailable
 * @example
 * for (const { shareToken, token, amount } of (await listClaimableDividends({ url }, { account })).items) console.log(amount);
 */
export async function listClaimableDividends(
  ctx: IndexerContext,
  input: { account: Address; cursor?: string; asOf?: number },
): Promise<Page<ClaimableDividend>> {
  const path = `/claimable-dividends${queryText({ ...input, ...chainOf(ctx) })}`;
  const { items, next } = await askFor(ctx, path, Dividends);
  return { items, ...(next === undefined ? {} : { next }) };
}
