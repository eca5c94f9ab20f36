import { signAct } from '@atoll/chain/act';
import { blockTime } from '@atoll/chain/read-block-time';
import type { ContractCall } from '@atoll/chain/write';
import { type Act, actToWire, mostCalls, type RelayActRequest } from '@atoll/schemas/act';
import { Address } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import type { MarketContext } from './context.ts';
import { createSalt } from './outputs-root.ts';

export interface CallsToSign {
  /** What the account wants done, in this order, all or nothing. Verbs have a function that gives their call, e.g. `withdrawCall`. */
  readonly calls: readonly ContractCall[];
  /** Token of the fee, which is taken from the account's credit. */
  readonly feeToken: Address;
  /** What whoever sends it is paid, in the token's smallest unit. Default nothing. */
  readonly fee?: bigint;
  /** Seconds for which it may be sent. Default 10 minutes. */
  readonly validFor?: number;
}

const defaultValidFor = 600;

/**
 * Signs calls as one act, for anybody to send: by `executeAct`, or through a provider by `sendAct`. Costs nothing, and can be taken back by
 * `revokeAct` until it is sent.
 *
 * @throws RangeError for more than eight calls
 * @example
 * const signed = await signCalls(ctx, { calls: [withdrawCall(ctx.chain, { tokens: [token], to })], feeToken: token });
 * await executeAct(friend, signed);
 */
export async function signCalls(
  { chain, account }: MarketContext,
  input: CallsToSign,
): Promise<RelayActRequest> {
  if (input.calls.length > mostCalls) throw new RangeError(`an act holds at most ${mostCalls} calls`);
  const act: Act = {
    account: Address.parse(account.address),
    calls: input.calls.map((call) => ({ target: call.address, data: encodeFunctionData(call) })),
    feeToken: input.feeToken,
    fee: input.fee ?? 0n,
    deadline: (await blockTime(chain)) + (input.validFor ?? defaultValidFor),
    salt: createSalt(),
  };
  const deployment = { chainId: chain.chainId, relay: chain.addresses.relay };
  return { act: actToWire(act), signature: await signAct(account, act, deployment) };
}
