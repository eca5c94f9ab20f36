import { parseAssetId } from '@atoll/schemas/ids';
import type { ChainFacts } from './binding.ts';
import { AssetUnknown } from './errors.ts';

/**
 * The token id, in decimal, that a reference names: a CAIP-19 id or the number itself.
 * @throws AssetUnknown for a CAIP-19 id of another chain or registry
 */
export function tokenIdOf(chain: ChainFacts, reference: string): string {
  if (!reference.includes(':')) return reference;
  const { chainId, registry, tokenId } = parseAssetId(reference);
  if (chainId !== chain.chainId || registry !== chain.contracts.assetRegistry)
    throw new AssetUnknown(reference);
  return tokenId.toString();
}
