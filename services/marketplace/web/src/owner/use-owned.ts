import { type AssetId, type Address, parseAssetId } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';

/** Most assets that the page lists. */
const mostAssets = 500;

/** An asset of the account, as its lists need it. */
export interface OwnedAsset {
  readonly id: AssetId;
  readonly tokenId: string;
  readonly kind: 'dataset' | 'algorithm' | 'model';
  readonly state: 'active' | 'paused' | 'retired';
  readonly version: number;
  readonly name: string;
  readonly token: Address;
  readonly price: string;
}

/** What every part of the page works with. */
export interface OwnerView {
  readonly market: MarketContext;
  readonly account: Address;
  readonly owned: UseQueryResult<readonly OwnedAsset[]>;
}

/** Name of an asset for people; its number where the indexer has no verified document. */
export const nameOf = (owned: readonly OwnedAsset[] | undefined, tokenId: string): string =>
  owned?.find((asset) => asset.tokenId === tokenId)?.name ?? `asset ${tokenId.slice(0, 8)}…`;

/** The assets of an account, newest first. */
export function useOwned(account: Address): UseQueryResult<readonly OwnedAsset[]> {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['owned', account],
    queryFn: async () => {
      const found: OwnedAsset[] = [];
      for await (const asset of indexer.assets.every({ owner: account, include: ['document'] })) {
        const { id, kind, state, version, terms, document } = asset;
        const tokenId = parseAssetId(id).tokenId.toString();
        found.push({
          id,
          tokenId,
          kind,
          state,
          version,
          name: document?.name ?? `asset ${tokenId.slice(0, 8)}…`,
          token: terms.token,
          price: terms.price,
        });
        if (found.length >= mostAssets) break;
      }
      return found;
    },
  });
}
