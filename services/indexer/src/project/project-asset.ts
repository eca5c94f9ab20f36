import { type PlacedEvent, type Terms } from '../decode/market-event.ts';
import { type Row } from './tables.ts';
import { type WorkingSet } from './working-set.ts';

export type AssetEvent = Extract<
  PlacedEvent,
  { name: 'AssetPublished' | 'AssetVersioned' | 'TermsChanged' | 'AssetStateChanged' | 'Transfer' }
>;

const zero = `0x${'0'.repeat(40)}`;

const termColumns = (terms: Terms) => ({
  token: terms.token,
  price: terms.price,
  provider: terms.provider,
  beneficiary: terms.beneficiary,
  derivative_royalty: terms.derivativeRoyalty,
  resale_royalty: terms.resaleRoyalty,
  review_window: terms.reviewWindow,
});

function publish(rows: WorkingSet, event: Extract<AssetEvent, { name: 'AssetPublished' }>): void {
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
    published_at: event.blockTimestamp,
    published_block: event.blockNumber,
    published_log: event.logIndex,
  });
  rows.put('asset_versions', { ...content, block_number: event.blockNumber });
}

/** A dataset that changes hands starts a new owner epoch, as in the contract; the pause that comes with it has its own event. */
function transfer(
  rows: WorkingSet,
  asset: Row<'assets'>,
  event: Extract<AssetEvent, { name: 'Transfer' }>,
): void {
  const owner_epoch = asset.kind === 'dataset' ? asset.owner_epoch + 1 : asset.owner_epoch;
  rows.put('assets', { ...asset, owner: event.to, owner_epoch });
  rows.put('ownership_transfers', {
    block_number: event.blockNumber,
    log_index: event.logIndex,
    asset_id: event.assetId,
    sender: event.from,
    receiver: event.to,
    owner_epoch,
    transferred_at: event.blockTimestamp,
  });
}

/** Applies an event of the asset registry; false where it speaks of an asset that was never published. */
export function projectAsset(rows: WorkingSet, event: AssetEvent): boolean {
  if (event.name === 'AssetPublished') {
    publish(rows, event);
    return true;
  }
  // The token is minted a moment before its publication is told.
  if (event.name === 'Transfer' && event.from === zero) return true;
  const asset = rows.get('assets', { asset_id: event.assetId });
  if (asset === undefined) return false;
  switch (event.name) {
    case 'AssetVersioned': {
      const content = {
        version: event.version,
        metadata_digest: event.metadataDigest,
        commitment: event.commitment,
      };
      rows.put('assets', { ...asset, ...content });
      rows.put('asset_versions', {
        asset_id: event.assetId,
        ...content,
        block_number: event.blockNumber,
      });
      return true;
    }
    case 'TermsChanged':
      rows.put('assets', { ...asset, ...termColumns(event.terms) });
      return true;
    case 'AssetStateChanged':
      rows.put('assets', { ...asset, state: event.state });
      return true;
    case 'Transfer':
      transfer(rows, asset, event);
      return true;
  }
}
