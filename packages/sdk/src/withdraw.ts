import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { type Address } from '@atoll/schemas/ids';
import { type MarketContext } from './context.ts';

/**
 * Withdraws everything that the account has earned or got back in these tokens.
 * @param input.to who receives it; default the account itself
 * @throws AtollError `conflict` when there is nothing
 */
export function withdraw(
  { chain, account }: MarketContext,
  input: { tokens: readonly Address[]; to?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'withdraw',
    args: [input.tokens, input.to ?? account.address],
  });
}
