import type { ChangeFilter } from '@atoll/schemas/change-filter';
import { tokenIdOf } from '../api/resource/asset-reference.ts';
import type { ChainFacts } from '../api/resource/binding.ts';

/**
 * A filter as the changes of a chain are compared with it: assets by their token ids.
 *
 * @throws AssetUnknown for a CAIP-19 id of another chain or registry, of which no change here could ever tell
 */
export function localFilter(chain: ChainFacts, { asset, ...others }: ChangeFilter): ChangeFilter {
  if (asset === undefined) return others;
  return { ...others, asset: asset.map((reference) => tokenIdOf(chain, reference)) };
}
