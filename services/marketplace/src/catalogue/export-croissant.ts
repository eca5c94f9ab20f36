import type { AssetId } from '@atoll/schemas/ids';
import { cidOfDigest } from '@atoll/storage/digest';
import type { MarketplaceContext } from '../context.ts';
import { DocumentNotVerified, NotADataset } from './errors.ts';
import { readEntry } from './read-entries.ts';

/**
 * A dataset's Croissant document, byte for byte as it was published: its sha-256 is the digest on chain. Read from the store,
 * else from the configured gateways, and verified.
 *
 * @throws AssetUnknown, NotADataset, DocumentNotVerified, `content_unavailable` when nobody has it now
 */
export async function exportCroissant(
  ctx: Pick<MarketplaceContext, 'catalogue' | 'database' | 'storage'>,
  assetId: AssetId,
): Promise<{ bytes: Uint8Array; digest: string }> {
  const asset = await readEntry(ctx, assetId);
  if (asset.kind !== 'dataset') throw new NotADataset({ assetId, kind: asset.kind });
  if (asset.documentStatus !== 'verified') {
    throw new DocumentNotVerified({ assetId, status: asset.documentStatus, problem: asset.documentProblem });
  }
  const bytes = await ctx.storage.getDocument(cidOfDigest(asset.metadataDigest));
  return { bytes, digest: asset.metadataDigest };
}
