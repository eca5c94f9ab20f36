import { type AssetView } from '@atoll/schemas/asset';
import { eq } from 'drizzle-orm';
import { assets, documents } from '../store/schema.ts';
import { assetView } from './asset-view.ts';
import { type ApiContext } from './context.ts';
import { AssetUnknown, tokenIdOf } from './listing.ts';

/**
 * One asset with its document.
 * @throws AssetUnknown
 */
export async function getAsset(ctx: ApiContext, reference: string): Promise<AssetView> {
  const [row] = await ctx.db
    .select({
      asset: assets,
      document: {
        status: documents.status,
        problem: documents.problem,
        kind: documents.kind,
        commitment: documents.commitment,
        body: documents.body,
      },
    })
    .from(assets)
    .leftJoin(documents, eq(documents.digest, assets.metadata_digest))
    .where(eq(assets.asset_id, tokenIdOf(ctx, reference)));
  if (row === undefined) throw new AssetUnknown(reference);
  return assetView(ctx, row.asset, row.document);
}
