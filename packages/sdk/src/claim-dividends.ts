import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Credits an account with what its shares earned in these tokens. Anyone may.
 * @param input.holder default the account itself
 * @example await claimDividends(ctx, { shares, tokens: [token] });
 */
export function claimDividends(
  { chain, account }: MarketContext,
  input: { shares: Address; tokens: readonly Address[]; holder?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: input.shares,
    abi: shareTokenAbi,
    functionName: 'claim',
    args: [input.holder ?? account.address, input.tokens],
  });
}
