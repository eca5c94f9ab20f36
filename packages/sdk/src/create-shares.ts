import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { Address } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import { type MarketContext } from './context.ts';

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

/** Credits an account with what its shares earned in these tokens. Anyone may. */
export function claimDividends(
  { chain, account }: MarketContext,
  input: { shares: Address; tokens: readonly Address[]; holder?: Address },
): Promise<ReceiptSummary> {
  const args = [input.holder ?? account.address, input.tokens];
  return simulateThenSend(chain, {
    address: input.shares,
    abi: shareTokenAbi,
    functionName: 'claim',
    args,
  });
}
