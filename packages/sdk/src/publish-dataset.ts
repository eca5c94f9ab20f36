import type { Cid } from '@atoll/schemas/ids';
import { type BindDataset, DatasetSnapshot } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { datasetDocument, type DatasetDescription } from './dataset-document.ts';
import { publishAsset, type PublishedAsset } from './publish-asset.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';
import type { TermsInput } from './terms.ts';

/**
 * Lists a dataset that the provider has registered: pins its Croissant document, mints the asset with the snapshot's commitment, and binds
 * the snapshot to the asset at the provider (which the custodian signs). Can be repeated after an interruption.
 *
 * @throws ProblemReceived of marketplace or provider; AtollError of the registry's revert
 * @example
 * const { id } = await publishDataset(ctx, { snapshot, description: { name: 'Breast cancer', … }, terms: { token, price: 10_000_000n } });
 */
export async function publishDataset(
  ctx: MarketContext,
  input: {
    snapshot: DatasetSnapshot;
    description: DatasetDescription;
    terms: TermsInput;
    /** CIDs of a published sample and its statistics, as `publishSample` gives them. */
    sample?: Cid | undefined;
    statistics?: Cid | undefined;
    nonce?: bigint;
  },
): Promise<PublishedAsset> {
  const { snapshot, description, terms, sample, statistics, nonce } = input;
  const published = await publishAsset(ctx, {
    kind: 'dataset',
    document: datasetDocument(snapshot, description, { sample, statistics }),
    commitment: snapshot.commitment.digest,
    terms,
    ...(nonce === undefined ? {} : { nonce }),
  });
  await bindDataset(ctx, { snapshot: snapshot.snapshot, assetId: published.tokenId.toString() });
  return published;
}

/** Binds a snapshot to its asset at the provider; after a transfer of the asset the new custodian does it again. */
export function bindDataset(ctx: MarketContext, binding: BindDataset): Promise<DatasetSnapshot> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.bind,
    json: binding,
    signed: true,
    reply: DatasetSnapshot,
  });
}
