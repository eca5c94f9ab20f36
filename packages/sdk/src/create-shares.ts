import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { sharesOf } from './shares-of.ts';

/**
 * Divides the income of an asset into shares, an ERC-20 of 18 decimals, as the asset's owner. While they exist the asset pays them.
 *
 * @param input.supply in units of 1e-18 of a share, at most 2^96 - 1
 * @param input.holder who gets all of them; default the account itself
 * @example const { shares } = await createShares(ctx, { assetId, name: 'Reef', symbol: 'REEF', supply: 100n * 10n ** 18n });
 */
export async function createShares(
  ctx: MarketContext,
  input: { assetId: bigint; name: string; symbol: string; supply: bigint; holder?: Address },
): Promise<{ shares: Address; receipt: ReceiptSummary }> {
  const { chain, account } = ctx;
  const { assetId, name, symbol, supply } = input;
  const receipt = await simulateThenSend(chain, {
    address: chain.addresses.revenueShares,
    abi: revenueSharesAbi,
    functionName: 'create',
    args: [assetId, name, symbol, supply, input.holder ?? account.address],
  });
  return { shares: Address.parse(await sharesOf(ctx, assetId)), receipt };
}
