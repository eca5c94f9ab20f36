import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Burns the shares in an asset's income, as who holds all of them: its owner may name who is paid again. What others are owed stays theirs
 * to claim; what still comes in to the shares is the account's.
 *
 * @throws AtollError `not_allowed` where others hold some, or they are dissolved already
 * @example await dissolveShares(ctx, { shares });
 */
export function dissolveShares(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { shares: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: input.shares,
    abi: shareTokenAbi,
    functionName: 'dissolve',
    args: [],
  });
}
