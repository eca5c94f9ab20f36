import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Has shares divide the income in a further token, of which something came in: of an asset whose price was in another token before, or of
 * works that are derived from it. Anyone may. Four tokens are divided at most, the last place kept for the one that the asset is sold for.
 *
 * @throws AtollError `conflict` where it is divided already, nothing came in or there are four; the revert's where the market does not take it
 * @example await addShareToken(ctx, { shares, token });
 */
export function addShareToken(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { shares: Address; token: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: input.shares,
    abi: shareTokenAbi,
    functionName: 'addToken',
    args: [input.token],
  });
}
