import { DraftSummary } from '@atoll/schemas/draft';
import type { Address } from '@atoll/schemas/ids';
import { z } from 'zod';
import type { MarketplaceContext } from '../context.ts';

/** The drafts of an account, the one changed last first. */
export async function listDrafts(
  ctx: Pick<MarketplaceContext, 'database'>,
  account: Address,
): Promise<DraftSummary[]> {
  const rows = await ctx.database.sql`
    select id, kind, title, changed_at::float8 as "changedAt" from marketplace.drafts
    where account = ${account} order by changed_at desc, id`;
  return z.array(DraftSummary).parse([...rows]);
}
