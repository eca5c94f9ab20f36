import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Market } from './market.ts';

/** An asset as an order names it, at this moment. */
export async function legOf(market: Market, assetId: bigint) {
  const [, , , , metadataDigest, , payee, terms] = await market.chain.publicClient.readContract({
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'asset',
    args: [assetId],
  });
  return { token: terms.token, leg: { assetId, metadataDigest, payee, price: terms.price } };
}
