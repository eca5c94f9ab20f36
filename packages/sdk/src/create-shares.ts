import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { sharesOf } from './shares-of.ts';

/** What shares are made of. */
export interface SharesInput {
  readonly assetId: bigint;
  readonly name: string;
  readonly symbol: string;
  /** In units of 1e-18 of a share, at most 1e27. */
  readonly supply: bigint;
  /** Who gets all of them. */
  readonly holder: Address;
}

/** The call of {@link createShares}, for an act that somebody else sends. */
export function createSharesCall(chain: Chain, input: SharesInput): ContractCall {
  const { assetId, name, symbol, supply, holder } = input;
  return {
    address: chain.addresses.revenueShares,
    abi: revenueSharesAbi,
    functionName: 'create',
    args: [assetId, name, symbol, supply, holder],
  };
}

/**
 * Divides the income of an asset into shares, an ERC-20 of 18 decimals, as the asset's owner. While they exist the asset pays them.
 *
 * @param input.holder default the account itself
 * @example const { shares } = await createShares(ctx, { assetId, name: 'Reef', symbol: 'REEF', supply: 100n * 10n ** 18n });
 */
export async function createShares(
  ctx: MarketContext,
  input: Omit<SharesInput, 'holder'> & { holder?: Address },
): Promise<{ shares: Address; receipt: ReceiptSummary }> {
  const { chain, account } = ctx;
  const call = createSharesCall(chain, { ...input, holder: input.holder ?? account.address });
  const receipt = await simulateThenSend(chain, call);
  return { shares: Address.parse(await sharesOf(ctx, input.assetId)), receipt };
}
