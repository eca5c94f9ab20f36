import { z } from 'zod';
import { Address, Amount, Amount96, AssetId, BlockTime, Bytes32, Cid, Seconds32 } from './ids.ts';
import { MetadataDocument } from './metadata/document.ts';

/** The numbers that `AssetKind` has in the ABI, in order. */
export const assetKinds = ['dataset', 'algorithm', 'model'] as const;
export const AssetKind = z.enum(assetKinds);
export type AssetKind = z.infer<typeof AssetKind>;

/** The numbers that `AssetState` has in the ABI, in order. */
export const assetStates = ['active', 'paused', 'retired'] as const;
export const AssetState = z.enum(assetStates);
export type AssetState = z.infer<typeof AssetState>;

/** Terms of an asset on the wire; see `types/Asset.sol`. */
export const TermsWire = z.object({
  token: Address,
  price: Amount96,
  /** Zero address: any provider. */
  provider: Address,
  /** Zero address: whoever owns the asset. */
  beneficiary: Address,
  derivativeRoyalty: z.int().min(0).max(10_000),
  resaleRoyalty: z.int().min(0).max(10_000),
  reviewWindow: Seconds32,
});
export type TermsWire = z.infer<typeof TermsWire>;

/** How far the indexer got with a metadata document. Only `verified` carries it. */
export const DocumentStatus = z.enum(['pending', 'verified', 'unavailable', 'invalid']);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

/** An asset as the indexer and the catalogue show it. */
export const AssetView = z.object({
  id: AssetId,
  tokenId: Amount,
  kind: AssetKind,
  state: AssetState,
  owner: Address,
  version: z.int().positive(),
  metadataDigest: Bytes32,
  metadata: Cid,
  commitment: Bytes32,
  terms: TermsWire,
  publishedAt: BlockTime,
  documentStatus: DocumentStatus,
  /** Why the document is not usable, where it is not. */
  documentProblem: z.string().optional(),
  document: MetadataDocument.optional(),
});
export type AssetView = z.infer<typeof AssetView>;

export const AssetVersionView = z.object({
  version: z.int().positive(),
  metadataDigest: Bytes32,
  metadata: Cid,
  commitment: Bytes32,
  blockNumber: z.int().nonnegative(),
});
export type AssetVersionView = z.infer<typeof AssetVersionView>;
