import { readAsset } from '@atoll/chain/read-asset';
import { type ReceiptSummary } from '@atoll/chain/write';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { type Bytes32, type Cid } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { type MarketContext } from './context.ts';
import { pinDocument } from './pin-document.ts';
import { reviseAsset } from './revise-asset.ts';

/**
 * Gives an asset another version: pins its document and names it on chain, as the asset's owner. Approvals are for exact versions, so a new
 * version of an algorithm is approved anew; open orders keep the version that they named. Doing it again with the same document sends nothing.
 *
 * @param input.commitment of a dataset: what the new snapshot commits to
 * @throws AtollError `conflict` where another version was published meanwhile; ProblemReceived of the marketplace
 * @example await publishVersion(ctx, { assetId, document, commitment: snapshot.commitment.digest });
 */
export async function publishVersion(
  ctx: MarketContext,
  input: { assetId: bigint; document: unknown; commitment?: Bytes32 },
): Promise<{ metadata: Cid; metadataDigest: Bytes32; receipt?: ReceiptSummary }> {
  const { assetId, commitment } = input;
  const bytes = canonicalJsonBytes(input.document);
  parseDocument(bytes);
  const { cid, digest } = await pinDocument(ctx, bytes);
  const { version, metadataDigest } = await readAsset(ctx.chain, assetId);
  const revised = { metadata: cid, metadataDigest: digest };
  if (metadataDigest === digest) return revised;
  const receipt = await reviseAsset(ctx, {
    assetId,
    metadataDigest: digest,
    fromVersion: version,
    ...(commitment === undefined ? {} : { commitment }),
  });
  return { ...revised, receipt };
}
