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
  token: Address.describe('token of the price'),
  price: Amount96.describe('price of a run, in the token’s smallest unit'),
  provider: Address.describe('who may run it; the zero address: any provider'),
  beneficiary: Address.describe('who is paid; the zero address: whoever owns the asset'),
  derivativeRoyalty: z
    .int()
    .min(0)
    .max(10_000)
    .describe('share of the income of what is derived from it, in basis points'),
  resaleRoyalty: z
    .int()
    .min(0)
    .max(10_000)
    .describe('share of the price when the asset is resold, in basis points'),
  reviewWindow: Seconds32.describe('time for the review of outputs, in seconds'),
});
export type TermsWire = z.infer<typeof TermsWire>;

/** How far the indexer got with a metadata document. Only `verified` carries it. */
export const DocumentStatus = z.enum(['pending', 'verified', 'unavailable', 'invalid']);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

/** An asset as the indexer and the catalogue show it. */
export const AssetView = z.object({
  id: AssetId.describe('CAIP-19 id of the asset'),
  tokenId: Amount.describe('the same as token id in decimal'),
  kind: AssetKind.describe('what the asset is'),
  state: AssetState.describe('whether it can be ordered: active, paused or retired'),
  owner: Address.describe('who owns it'),
  version: z.int().positive().describe('number of the newest version, from 1'),
  metadataDigest: Bytes32.describe('sha-256 of the document of that version'),
  metadata: Cid.describe('the same as a CID'),
  commitment: Bytes32.describe('salted commitment to the data of a dataset; zero of other kinds'),
  terms: TermsWire.describe('what a run costs and who is paid'),
  publishedAt: BlockTime.describe('block time of the first version, in seconds'),
  documentStatus: DocumentStatus.describe('how far the indexer got with the document'),
  documentProblem: z.string().describe('why the document is not usable, where it is not').optional(),
  document: MetadataDocument.describe('the document, where it is verified').optional(),
});
export type AssetView = z.infer<typeof AssetView>;

export const AssetVersionView = z.object({
  version: z.int().positive().describe('number of the version, from 1'),
  metadataDigest: Bytes32.describe('sha-256 of its document'),
  metadata: Cid.describe('the same as a CID'),
  commitment: Bytes32.describe('salted commitment to the data of a dataset; zero of other kinds'),
  blockNumber: z.int().nonnegative().describe('block of the event'),
});
export type AssetVersionView = z.infer<typeof AssetVersionView>;
