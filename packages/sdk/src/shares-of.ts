import { translated } from '@atoll/chain/translate';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { Address } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import type { MarketContext } from './context.ts';

/** The share token of an asset; undefined where it has none. */
export async function sharesOf({ chain }: MarketContext, assetId: bigint): Promise<Address | undefined> {
  const found = await translated('RevenueShares.tokenOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.revenueShares,
      abi: revenueSharesAbi,
      functionName: 'tokenOf',
      args: [assetId],
    }),
  );
  return found === zeroAddress ? undefined : Address.parse(found);
}
