import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';

/** The call of {@link deposit}, for an act that somebody else sends. */
export function depositCall(
  chain: Chain,
  input: { token: Address; amount: bigint; to: Address },
): ContractCall {
  const args = [input.token, input.to, input.amount];
  return { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'deposit', args };
}

/**
 * Turns tokens of the wallet into credit, which pays orders, fees of relayed acts and whatever else the market sells.
 *
 * @param input.amount in the token's smallest unit
 * @param input.to whose credit; default the account itself
 * @throws AtollError `insufficient_escrow`, `invalid_order` where the token is not accepted
 * @example await deposit(ctx, { token, amount: 10_000_000n });
 */
export async function deposit(
  ctx: MarketContext,
  input: { token: Address; amount: bigint; to?: Address },
): Promise<ReceiptSummary> {
  const { chain, account } = ctx;
  const { token, amount } = input;
  await ensureAllowance(ctx, { token, spender: chain.addresses.jobs, amount });
  return simulateThenSend(chain, depositCall(chain, { token, amount, to: input.to ?? account.address }));
}
