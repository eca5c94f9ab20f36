import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { readAsset } from '@atoll/chain/read-asset';
import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import { type AssetId, type Bytes32, type Cid, formatAssetId } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { zeroHash } from 'viem';
import { walletOf } from '@atoll/chain/chain';
import { type MarketContext } from './context.ts';
import { pinDocument } from './pin-document.ts';
import { type TermsInput, termsForChain } from './terms.ts';

/** What became of a publication. */
export interface PublishedAsset {
  /** CAIP-19. */
  readonly id: AssetId;
  readonly tokenId: bigint;
  readonly metadata: Cid;
  readonly metadataDigest: Bytes32;
  /** Absent where the asset was there already. */
  readonly receipt?: ReceiptSummary;
}

/**
 * Pins a metadata document and mints its asset. Doing it again with the same document and nonce finds the asset and sends nothing, so an
 * interrupted publication can simply be repeated.
 */
export async function publishAsset(
  ctx: MarketContext,
  input: { kind: AssetKind; document: unknown; commitment?: Bytes32; terms: TermsInput; nonce?: bigint },
): Promise<PublishedAsset> {
  const { chain } = ctx;
  const bytes = canonicalJsonBytes(input.document);
  parseDocument(bytes);
  const { cid, digest } = await pinDocument(ctx, bytes);
  const nonce = input.nonce ?? 0n;
  const registry = { address: chain.addresses.assetRegistry, abi: assetRegistryAbi } as const;
  const publisher = walletOf(chain).account.address;
  const tokenId = await translated('AssetRegistry.assetIdOf', () =>
    chain.publicClient.readContract({
      ...registry,
      functionName: 'assetIdOf',
      args: [publisher, digest, nonce],
    }),
  );
  const asset = {
    id: formatAssetId(chain.chainId, chain.addresses.assetRegistry, tokenId),
    tokenId,
    metadata: cid,
    metadataDigest: digest,
  };
  if (await isPublished(ctx, tokenId)) return asset;
  const publication = {
    kind: assetKinds.indexOf(input.kind),
    metadataDigest: digest,
    commitment: input.commitment ?? zeroHash,
    terms: termsForChain(input.terms),
  };
  const receipt = await simulateThenSend(chain, {
    ...registry,
    functionName: 'publish',
    args: [publication, nonce],
  });
  return { ...asset, receipt };
}

async function isPublished(ctx: MarketContext, tokenId: bigint): Promise<boolean> {
  try {
    await readAsset(ctx.chain, tokenId);
    return true;
  } catch (error) {
    if (error instanceof AtollError && error.code === 'asset_unknown') return false;
    throw error;
  }
}
