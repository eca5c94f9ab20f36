import type { Address } from '@atoll/schemas/ids';
import type { Terms } from '../decode/generated/assetRegistry.ts';
import type { EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

const zero: Address = `0x${'0'.repeat(40)}`;

const termColumns = (terms: Terms) => ({
  token: terms.token,
  price: terms.price,
  provider: terms.provider,
  beneficiary: terms.beneficiary,
  derivative_royalty: terms.derivativeRoyalty,
  resale_royalty: terms.resaleRoyalty,
  review_window: terms.reviewWindow,
});

function publish(rows: WorkingSet, event: EventOf<'assetRegistry.AssetPublished'>): void {
  const content = {
    asset_id: event.assetId,
    version: 1,
    metadata_digest: event.metadataDigest,
    commitment: event.commitment,
  };
  rows.put('assets', {
    ...content,
    ...termColumns(event.terms),
    kind: event.kind,
    state: 'active',
    owner: event.owner,
    owner_epoch: 0,
    beneficiary_locked: false,
    next_derivative_royalty: null,
    derivative_royalty_from: null,
    is_public: false,
    published_at: event.blockTimestamp,
    published_block: event.blockNumber,
    published_log: event.logIndex,
  });
  rows.append('asset_versions', { ...placeOf(event), ...content, published_at: event.blockTimestamp });
  tellTerms(rows, event);
}

function tellTerms(
  rows: WorkingSet,
  event: EventOf<'assetRegistry.AssetPublished' | 'assetRegistry.TermsChanged'>,
): void {
  rows.append('asset_terms', {
    ...placeOf(event),
    asset_id: event.assetId,
    ...termColumns(event.terms),
    changed_at: event.blockTimestamp,
  });
}

/** A dataset that changes hands starts a new owner epoch, as in the contract; the pause that comes with it has its own event. */
function transfer(
  rows: WorkingSet,
  asset: StateRow<'assets'>,
  event: EventOf<'assetRegistry.Transfer'>,
): void {
  const owner_epoch = asset.kind === 'dataset' ? asset.owner_epoch + 1 : asset.owner_epoch;
  rows.put('assets', { ...asset, owner: event.to, owner_epoch });
  rows.append('ownership_transfers', {
    ...placeOf(event),
    asset_id: event.tokenId,
    sender: event.from,
    receiver: event.to,
    owner_epoch,
    transferred_at: event.blockTimestamp,
  });
}

/** A step that changes the asset of which its event speaks. */
export const ofAsset = <Event extends { readonly assetId: bigint }>(
  change: (rows: WorkingSet, asset: StateRow<'assets'>, event: Event) => void,
) => ({
  reads: (event: Event, read: (table: 'assets', key: { asset_id: bigint }) => void) =>
    read('assets', { asset_id: event.assetId }),
  apply: (rows: WorkingSet, event: Event) => {
    const asset = rows.get('assets', { asset_id: event.assetId });
    if (asset === undefined) return false;
    change(rows, asset, event);
    return true;
  },
});

/** Assets, their versions, terms and owners. */
export const assetProjection: Projection = {
  'assetRegistry.AssetPublished': {
    apply: (rows, event) => {
      publish(rows, event);
      return true;
    },
  },
  'assetRegistry.AssetVersioned': ofAsset((rows, asset, event) => {
    const content = {
      version: event.version,
      metadata_digest: event.metadataDigest,
      commitment: event.commitment,
    };
    rows.put('assets', { ...asset, ...content });
    rows.append('asset_versions', {
      ...placeOf(event),
      asset_id: event.assetId,
      ...content,
      published_at: event.blockTimestamp,
    });
  }),
  'assetRegistry.TermsChanged': ofAsset((rows, asset, event) => {
    // From when a changed derivative royalty counts was told a moment before, by an event of its own.
    const { derivative_royalty } = asset;
    rows.put('assets', { ...asset, ...termColumns(event.terms), derivative_royalty });
    tellTerms(rows, event);
  }),
  'assetRegistry.AssetStateChanged': ofAsset((rows, asset, event) =>
    rows.put('assets', { ...asset, state: event.state }),
  ),
  'assetRegistry.PublicChanged': {
    reads: (event, read) => read('assets', { asset_id: event.datasetId }),
    apply: (rows, event) => {
      const asset = rows.get('assets', { asset_id: event.datasetId });
      if (asset === undefined) return false;
      rows.put('assets', { ...asset, is_public: event.isPublic });
      return true;
    },
  },
  'assetRegistry.BeneficiaryLockChanged': ofAsset((rows, asset, event) => {
    // Unlocked, whoever owns the asset is paid, which terms say by naming nobody.
    const beneficiary = event.locked ? event.beneficiary : zero;
    rows.put('assets', { ...asset, beneficiary, beneficiary_locked: event.locked });
    const { token, price, provider, resale_royalty, review_window } = asset;
    rows.append('asset_terms', {
      ...placeOf(event),
      ...{ asset_id: asset.asset_id, token, price, provider, beneficiary, resale_royalty, review_window },
      derivative_royalty: asset.next_derivative_royalty ?? asset.derivative_royalty,
      changed_at: event.blockTimestamp,
    });
  }),
  'assetRegistry.Transfer': {
    reads: (event, read) => read('assets', { asset_id: event.tokenId }),
    apply: (rows, event) => {
      // The token is minted a moment before its publication is told.
      if (event.from === zero) return true;
      const asset = rows.get('assets', { asset_id: event.tokenId });
      if (asset === undefined) return false;
      transfer(rows, asset, event);
      return true;
    },
  },
};
