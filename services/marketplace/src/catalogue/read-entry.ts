import { type AssetId } from '@atoll/schemas/ids';
import { type CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { type MarketplaceContext } from '../context.ts';
import { AssetUnknown } from './errors.ts';
import { withAvailability } from './list-catalogue.ts';

/**
 * One asset, whatever its state and whatever became of its document.
 * @throws AssetUnknown, IndexerUnavailable
 */
export async function readEntry(
  ctx: Pick<MarketplaceContext, 'indexer' | 'database'>,
  assetId: AssetId,
): Promise<CatalogueEntry> {
  const asset = await ctx.indexer.readAsset(assetId);
  // An indexer that answers with another asset would let it be shown, and bought, under this one's address.
  if (asset.id !== assetId) throw new AssetUnknown(assetId);
  const [entry] = await withAvailability(ctx, [asset]);
  if (entry === undefined) throw new AssetUnknown(assetId);
  return entry;
}
