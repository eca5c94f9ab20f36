import { type AssetView } from '@atoll/schemas/asset';
import { type CatalogueEntry, type CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { type MarketplaceContext } from '../context.ts';
import { pinnedAmong } from '../pinning/pin-records.ts';

type CatalogueContext = Pick<MarketplaceContext, 'indexer' | 'database'>;

/** Documents are up to 1 MiB each: pages of the indexer are kept this small, whatever the caller's limit. */
const upstreamLimit = 20;
/** Pages of the indexer that one page of the catalogue may cost. */
const maxRounds = 8;

/** What the catalogue shows: assets with a verified document; retired ones only when they are asked for. */
export function isListed(asset: AssetView, query: Pick<CatalogueQuery, 'state'>): boolean {
  return asset.documentStatus === 'verified' && (query.state !== undefined || asset.state !== 'retired');
}

/**
 * A page of the catalogue, as the indexer orders it. Entries that are not listed are stepped over, so a page may hold fewer
 * than `limit` although `next` is there.
 *
 * @throws IndexerUnavailable, IndexerRefused
 */
export async function listCatalogue(
  ctx: CatalogueContext,
  query: CatalogueQuery,
): Promise<{ items: CatalogueEntry[]; next?: string }> {
  const found: AssetView[] = [];
  let cursor = query.cursor;
  for (let round = 0; round < maxRounds; round++) {
    const limit = Math.min(query.limit - found.length, upstreamLimit);
    const { q, kind, state } = query;
    const page = await ctx.indexer.searchAssets({ q, kind, state, cursor, limit });
    found.push(...page.items.filter((asset) => isListed(asset, query)));
    cursor = page.next;
    if (cursor === undefined || found.length >= query.limit) break;
  }
  const items = await withAvailability(ctx, found);
  return cursor === undefined ? { items } : { items, next: cursor };
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
