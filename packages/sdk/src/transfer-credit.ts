import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/** Credit that changes hands, in the token's smallest unit. */
export interface CreditTransfer {
  readonly token: Address;
  readonly amount: bigint;
  readonly to: Address;
}

/** The call of {@link transferCredit}, for an act that somebody else sends. */
export function transferCreditCall(chain: Chain, { token, amount, to }: CreditTransfer): ContractCall {
  return {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'transfer',
    args: [token, to, amount],
  };
}

/**
 * Gives credit of the account to another one, without leaving the escrow: to a colleague's orders, to shares, or to the contract that pays
 * rewards.
 *
 * @throws AtollError `insufficient_escrow` above the credit, `malformed_request` for a receiver that cannot use any
 * @example await transferCredit(ctx, { token, amount: 10_000_000n, to: ctx.chain.addresses.rewards });
 */
export function transferCredit(
  { chain }: Pick<MarketContext, 'chain'>,
  input: CreditTransfer,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, transferCreditCall(chain, input));
}
