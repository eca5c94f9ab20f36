import type { AssetKind } from '@atoll/schemas/asset';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Bytes32 } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import type { MarketContext } from './context.ts';
import { mintAsset, type PublishedAsset } from './mint-asset.ts';
import { pinDocument } from './pin-document.ts';
import type { TermsInput } from './terms.ts';

export { type PublishedAsset } from './mint-asset.ts';

/**
 * Pins a metadata document and mints its asset. Doing it again with the same document and nonce finds the asset and sends nothing, so an
 * interrupted publication can simply be repeated.
 */
export async function publishAsset(
  ctx: MarketContext,
  input: { kind: AssetKind; document: unknown; commitment?: Bytes32; terms: TermsInput; nonce?: bigint },
): Promise<PublishedAsset> {
  const bytes = canonicalJsonBytes(input.document);
  parseDocument(bytes);
  const { digest } = await pinDocument(ctx, bytes);
  return mintAsset(ctx, { ...input, metadataDigest: digest });
}
