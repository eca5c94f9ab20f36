import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Lets an account vote with the wallet's tokens. Tokens that nobody was named for do not vote, so holders name themselves.
 * @param input.to default the account itself
 * @example await delegateVotes(ctx, {});
 */
export function delegateVotes(
  { chain, account }: MarketContext,
  input: { to?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'delegate',
    args: [input.to ?? account.address],
  });
}
