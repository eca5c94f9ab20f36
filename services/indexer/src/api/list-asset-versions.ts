import { type AssetVersionView } from '@atoll/schemas/asset';
import { cidOfDigest } from '@atoll/storage/digest';
import { and, desc, eq, lt } from 'drizzle-orm';
import { asset_versions } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { AssetUnknown, page, type PageQuery, tokenIdOf } from './listing.ts';

/**
 * Versions of an asset, newest first.
 * @throws AssetUnknown
 */
export async function listAssetVersions(
  ctx: ApiContext,
  reference: string,
  query: PageQuery,
): Promise<{ items: AssetVersionView[]; next?: string }> {
  const { cursor, limit } = query;
  const rows = await ctx.db
    .select()
    .from(asset_versions)
    .where(
      and(
        eq(asset_versions.asset_id, tokenIdOf(ctx, reference)),
        cursor && lt(asset_versions.version, cursor.log),
      ),
    )
    .orderBy(desc(asset_versions.version))
    .limit(limit + 1);
  // Every asset has a first version, so a first page without any means that there is no asset.
  if (rows.length === 0 && cursor === undefined) throw new AssetUnknown(reference);
  return page(
    rows,
    limit,
    (row) => ({ block: row.block_number, log: row.version }),
    (row) => ({
      version: row.version,
      metadataDigest: row.metadata_digest,
      metadata: cidOfDigest(row.metadata_digest).toString(),
      commitment: row.commitment,
      blockNumber: row.block_number,
    }),
  );
}
