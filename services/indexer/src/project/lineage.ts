import type { EventOf } from '../decode/market-event.ts';
import { ofAsset } from './assets.ts';
import { placeOf, type Projection } from './projection.ts';
import type { StateRow } from './tables.ts';

type Royalty = Pick<
  StateRow<'assets'>,
  'derivative_royalty' | 'next_derivative_royalty' | 'derivative_royalty_from'
>;

/**
 * What an asset asks of those derived from a run that was ordered at `time`, in basis points, as far as its last change tells: a raise counts
 * from its announced time on.
 */
export function derivativeRoyaltyAt(asset: Royalty, time: number): number {
  const { derivative_royalty, next_derivative_royalty: next, derivative_royalty_from: from } = asset;
  return next !== null && from !== null && time >= from ? next : derivative_royalty;
}

/** A raise that has not come into force is replaced by whatever follows it, as in `Lineage._changeRoyalty`. */
function changed(asset: Royalty, event: EventOf<'assetRegistry.DerivativeRoyaltyChanged'>): Royalty {
  const { rate, effectiveFrom, blockTimestamp } = event;
  if (effectiveFrom <= blockTimestamp) {
    return { derivative_royalty: rate, next_derivative_royalty: null, derivative_royalty_from: null };
  }
  return {
    derivative_royalty: derivativeRoyaltyAt(asset, blockTimestamp),
    next_derivative_royalty: rate,
    derivative_royalty_from: effectiveFrom,
  };
}

/** Which assets came from which, and what they owe each other. */
export const lineageProjection: Projection = {
  'assetRegistry.AssetDerived': ofAsset((rows, { asset_id }, event) => {
    const { jobId: job_id, outputDigest: output_digest, blockTimestamp: derived_at } = event;
    rows.append('derivations', { ...placeOf(event), asset_id, job_id, output_digest, derived_at });
    for (const [position, { assetId: ancestor_id, rate }] of event.ancestors.entries()) {
      rows.append('lineage', {
        ...placeOf(event),
        ...{ position, asset_id, ancestor_id, rate, job_id, output_digest, derived_at },
      });
    }
  }),
  'assetRegistry.DerivativeRoyaltyChanged': ofAsset((rows, asset, event) =>
    rows.put('assets', { ...asset, ...changed(asset, event) }),
  ),
};
