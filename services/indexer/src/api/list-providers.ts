import { type ProviderView } from '@atoll/schemas/indexer-api';
import { desc, sql } from 'drizzle-orm';
import { providers } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { page, type PageQuery } from './listing.ts';
import { providerViews } from './provider-view.ts';

/** Providers, newest registration first. */
export async function listProviders(
  ctx: ApiContext,
  query: PageQuery,
): Promise<{ items: ProviderView[]; next?: string }> {
  const { cursor, limit } = query;
  const found = await ctx.db
    .select()
    .from(providers)
    .where(
      cursor &&
        sql`(${providers.registered_block}, ${providers.registered_log}) < (${cursor.block}, ${cursor.log})`,
    )
    .orderBy(desc(providers.registered_block), desc(providers.registered_log))
    .limit(limit + 1);
  const { items, next } = page(
    found,
    limit,
    (row) => ({ block: row.registered_block, log: row.registered_log }),
    (row) => row,
  );
  return { items: await providerViews(ctx, items), ...(next === undefined ? {} : { next }) };
}
