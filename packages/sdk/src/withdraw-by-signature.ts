import type { RelayedAct } from '@atoll/schemas/act';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { relayAct } from './relay-act.ts';
import { withdrawCall } from './withdraw.ts';

/**
 * Withdraws by a signature that a provider sends: nobody is stuck for want of native coin. The fee comes out of what is withdrawn.
 *
 * @param input.mostFee most that is paid for it, in the smallest unit of the first token
 * @throws ProblemReceived of the provider: `conflict` when there is nothing
 * @example await withdrawBySignature(ctx, { tokens: [token], mostFee: 100_000n });
 */
export function withdrawBySignature(
  ctx: MarketContext,
  input: { tokens: readonly [Address, ...Address[]]; to?: Address; mostFee: bigint },
): Promise<RelayedAct> {
  const { tokens, to = ctx.account.address, mostFee } = input;
  return relayAct(ctx, { calls: [withdrawCall(ctx.chain, { tokens, to })], feeToken: tokens[0], mostFee });
}
