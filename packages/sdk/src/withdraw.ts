import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/** The call of {@link withdraw}, for an act that somebody else sends. */
export function withdrawCall(chain: Chain, input: { tokens: readonly Address[]; to: Address }): ContractCall {
  const args = [input.tokens, input.to];
  return { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'withdraw', args };
}

/**
 * Withdraws everything that the account has earned or got back in these tokens.
 * @param input.to who receives it; default the account itself
 * @throws AtollError `conflict` when there is nothing
 */
export function withdraw(
  { chain, account }: MarketContext,
  input: { tokens: readonly Address[]; to?: Address },
): Promise<ReceiptSummary> {
  const { tokens, to = account.address } = input;
  return simulateThenSend(chain, withdrawCall(chain, { tokens, to }));
}
