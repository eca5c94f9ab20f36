import { type AssetView } from '@atoll/schemas/asset';
import { type CatalogueEntry, type CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { type MarketplaceContext } from '../context.ts';
import { pinnedAmong } from '../pinning/pin-records.ts';

type CatalogueContext = Pick<MarketplaceContext, 'indexer' | 'database'>;

/** Retired assets are listed only when they are asked for. */
const listedStates = ['active', 'paused'] as const;

/**
 * A page of the catalogue, as the indexer orders it: assets with a verified document. It holds fewer than `limit` although `next` is
 * there where documents are very large.
 *
 * @throws IndexerUnavailable, IndexerRefused
 */
export async function listCatalogue(
  ctx: CatalogueContext,
  query: CatalogueQuery,
): Promise<{ items: CatalogueEntry[]; next?: string }> {
  const { state, ...search } = query;
  const states = state === undefined ? listedStates : [state];
  const { items, next } = await ctx.indexer.searchAssets({ ...search, states });
  return { items: await withAvailability(ctx, items), ...(next === undefined ? {} : { next }) };
}

/** Says of each asset whether its document is pinned here. */
export async function withAvailability(
  ctx: Pick<MarketplaceContext, 'database'>,
  assets: readonly AssetView[],
): Promise<CatalogueEntry[]> {
  const pinned = await pinnedAmong(
    ctx,
    assets.map((asset) => asset.metadata),
  );
  return assets.map((asset) => ({ ...asset, available: pinned.has(asset.metadata) }));
}
