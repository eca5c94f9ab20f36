import { type AssetView } from '@atoll/schemas/asset';
import { type Address, formatAssetId } from '@atoll/schemas/ids';
import { cidOfDigest } from '@atoll/storage/digest';
import { type assets, type documents } from '../store/schema.ts';

type Asset = typeof assets.$inferSelect;
type Document = Pick<typeof documents.$inferSelect, 'status' | 'problem' | 'kind' | 'commitment' | 'body'>;

/** Why a verified document does not describe this asset, or undefined where it does. `describesAsset` says the same in SQL. */
function mismatch(asset: Asset, document: Document): string | undefined {
  if (document.kind !== asset.kind) {
    return `the document is of kind ${document.kind}, the asset of kind ${asset.kind}`;
  }
  if (document.kind === 'dataset' && document.commitment !== asset.commitment) {
    return 'the commitment in the document is not the one on chain';
  }
  return undefined;
}

function documentFields(
  asset: Asset,
  document: Document | null,
): Pick<AssetView, 'documentStatus' | 'documentProblem' | 'document'> {
  const body = document?.body ?? undefined;
  const wrong = document?.status === 'verified' ? mismatch(asset, document) : undefined;
  if (wrong !== undefined) return { documentStatus: 'invalid', documentProblem: wrong };
  const problem = document?.problem ?? undefined;
  return {
    documentStatus: document?.status ?? 'pending',
    ...(problem === undefined ? {} : { documentProblem: problem }),
    ...(body === undefined ? {} : { document: body }),
  };
}

/** An asset with its document as the API shows it. */
export function assetView(
  ctx: { chainId: number; registry: Address },
  asset: Asset,
  document: Document | null,
): AssetView {
  return {
    id: formatAssetId(ctx.chainId, ctx.registry, asset.asset_id),
    tokenId: asset.asset_id.toString(),
    kind: asset.kind,
    state: asset.state,
    owner: asset.owner,
    version: asset.version,
    metadataDigest: asset.metadata_digest,
    metadata: cidOfDigest(asset.metadata_digest).toString(),
    commitment: asset.commitment,
    terms: {
      token: asset.token,
      price: asset.price.toString(),
      provider: asset.provider,
      beneficiary: asset.beneficiary,
      derivativeRoyalty: asset.derivative_royalty,
      resaleRoyalty: asset.resale_royalty,
      reviewWindow: asset.review_window,
    },
    publishedAt: asset.published_at,
    ...documentFields(asset, document),
  };
}
