import { readAsset } from '@atoll/chain/read-asset';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { type Bytes32, type Cid } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { zeroHash } from 'viem';
import { type MarketContext } from './context.ts';
import { pinDocument } from './pin-document.ts';

/**
 * Gives an asset another version: pins its document and names it on chain, as the asset's owner. Approvals are for exact versions, so a new
 * version of an algorithm is approved anew; open orders keep the version that they named. Doing it again with the same document sends nothing.
 *
 * @param input.commitment of a dataset: what the new snapshot commits to
 * @throws AtollError `stale_version` where somebody published another version meanwhile; ProblemReceived of the marketplace
 * @example await reviseAsset(ctx, { assetId, document, commitment: snapshot.commitment.digest });
 */
export async function reviseAsset(
  ctx: MarketContext,
  input: { assetId: bigint; document: unknown; commitment?: Bytes32 },
): Promise<{ metadata: Cid; metadataDigest: Bytes32; receipt?: ReceiptSummary }> {
  const bytes = canonicalJsonBytes(input.document);
  parseDocument(bytes);
  const { cid, digest } = await pinDocument(ctx, bytes);
  const { version, metadataDigest } = await readAsset(ctx.chain, input.assetId);
  const revised = { metadata: cid, metadataDigest: digest };
  if (metadataDigest === digest) return revised;
  const receipt = await simulateThenSend(ctx.chain, {
    address: ctx.chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'update',
    args: [input.assetId, version, digest, input.commitment ?? zeroHash],
  });
  return { ...revised, receipt };
}
