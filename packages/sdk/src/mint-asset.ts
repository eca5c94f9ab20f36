import { walletOf } from '@atoll/chain/chain';
import { readAsset } from '@atoll/chain/read-asset';
import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { AtollError } from '@atoll/schemas/error';
import { type AssetId, type Bytes32, type Cid, formatAssetId } from '@atoll/schemas/ids';
import { zeroHash } from 'viem';
import type { MarketContext } from './context.ts';
import { rawCidOf } from './digest.ts';
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
 * Mints the asset of a document that is pinned already. Doing it again with the same digest and nonce finds the asset and sends nothing.
 *
 * @param input.metadataDigest sha-256 of the document
 * @throws AtollError of the registry's revert
 */
export function mintAsset(
  ctx: MarketContext,
  input: {
    kind: AssetKind;
    metadataDigest: Bytes32;
    commitment?: Bytes32;
    terms: TermsInput;
    nonce?: bigint;
  },
): Promise<PublishedAsset> {
  const { chain } = ctx;
  return mintOnce(ctx, input, (publication, nonce) =>
    simulateThenSend(chain, {
      address: chain.addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'publish',
      args: [publication, nonce],
    }),
  );
}

/** A publication as `AssetRegistry` takes it. */
export interface Publication {
  readonly kind: number;
  readonly metadataDigest: Bytes32;
  readonly commitment: Bytes32;
  readonly terms: ReturnType<typeof termsForChain>;
}

/** Finds the asset of a publisher, a digest and a nonce, or has it minted by `send`. */
export async function mintOnce(
  ctx: MarketContext,
  input: Parameters<typeof mintAsset>[1],
  send: (publication: Publication, nonce: bigint) => Promise<ReceiptSummary>,
): Promise<PublishedAsset> {
  const { chain } = ctx;
  const { metadataDigest: digest, nonce = 0n } = input;
  const publisher = walletOf(chain).account.address;
  const tokenId = await translated('AssetRegistry.assetIdOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'assetIdOf',
      args: [publisher, digest, nonce],
    }),
  );
  const asset = {
    id: formatAssetId(chain.chainId, chain.addresses.assetRegistry, tokenId),
    tokenId,
    metadata: rawCidOf(digest),
    metadataDigest: digest,
  };
  if (await isPublished(ctx, tokenId)) return asset;
  const publication = {
    kind: assetKinds.indexOf(input.kind),
    metadataDigest: digest,
    commitment: input.commitment ?? zeroHash,
    terms: termsForChain(input.terms),
  };
  return { ...asset, receipt: await send(publication, nonce) };
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
