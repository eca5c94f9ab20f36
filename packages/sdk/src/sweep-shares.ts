import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Puts tokens that were sent straight to shares, beside the escrow, into their credit there, so that they are divided as income is (in a
 * further token after `addShareToken`). Anyone may.
 *
 * @throws AtollError `conflict` where no such token lies there, `invalid_order` where the market has never taken the token
 * @example await sweepShares(ctx, { shares, token });
 */
export function sweepShares(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { shares: Address; token: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: input.shares,
    abi: shareTokenAbi,
    functionName: 'sweep',
    args: [input.token],
  });
}
