import { actDigest, signAct } from '@atoll/chain/act';
import { blockTime } from '@atoll/chain/read-block-time';
import type { ContractCall } from '@atoll/chain/write';
import { type Act, actToWire, mostCalls, RelayedAct, RelayTerms } from '@atoll/schemas/act';
import { AtollError } from '@atoll/schemas/error';
import { Address, type Hex } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import type { MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { createSalt } from './outputs-root.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

export interface RelayActInput {
  /** What the account wants done, in this order, all or nothing. Verbs have a function that gives their call, e.g. `withdrawCall`. */
  readonly calls: readonly ContractCall[];
  /** Token of the fee, which is taken from the account's credit. */
  readonly feeToken: Address;
  /** Most that is paid for sending it, in the token's smallest unit; what the provider asks is paid where that is less. */
  readonly mostFee: bigint;
  /** Seconds for which it may be sent. Default 10 minutes. */
  readonly validFor?: number;
}

const defaultValidFor = 600;

class RelayTooDear extends AtollError {
  constructor(asked: bigint, most: bigint) {
    super({
      code: 'insufficient_escrow',
      message: `the provider asks ${asked} for sending the act, at most ${most} was accepted`,
      hint: 'accept a higher fee, or ask another provider',
      data: { asked: asked.toString(), most: most.toString() },
    });
  }
}

class FeeTokenNotTaken extends AtollError {
  constructor(token: Address) {
    super({
      code: 'not_allowed',
      message: `the provider takes no fee in token ${token}`,
      hint: 'choose a token that its GET /relay lists',
      data: { token },
    });
  }
}

/**
 * Signs calls and has a provider send them: the account needs no native coin. The fee is what the provider asks, bounded by the caller,
 * and comes out of the account's credit, be it credit that the calls themselves bring.
 *
 * @throws ProblemReceived of the provider, `insufficient_escrow` where it asks too much
 * @example
 * const { transaction } = await relayAct(ctx, {
 *   calls: [withdrawCall(ctx.chain, { tokens: [token], to: ctx.account.address })], feeToken: token, mostFee: 100_000n,
 * });
 */
export async function relayAct(ctx: MarketContext, input: RelayActInput): Promise<RelayedAct> {
  const { chain, account } = ctx;
  if (input.calls.length > mostCalls) throw new RangeError(`an act holds at most ${mostCalls} calls`);
  const act: Act = {
    account: Address.parse(account.address),
    calls: input.calls.map((call) => ({ target: call.address, data: encodeFunctionData(call) })),
    feeToken: input.feeToken,
    fee: await feeOf(ctx, input),
    deadline: (await blockTime(chain)) + (input.validFor ?? defaultValidFor),
    salt: createSalt(),
  };
  const deployment = { chainId: chain.chainId, relay: chain.addresses.relay };
  return sendAct(ctx, act, await signAct(account, act, deployment));
}

/** Has a provider send an act that was signed already; sending it again gives the same transaction. */
export async function sendAct(ctx: MarketContext, act: Act, signature: Hex): Promise<RelayedAct> {
  const { chain } = ctx;
  const relayed = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.relay,
    json: { act: actToWire(act), signature },
    signed: false,
    reply: RelayedAct,
  });
  const digest = actDigest(act, { chainId: chain.chainId, relay: chain.addresses.relay });
  if (relayed.digest === digest) return relayed;
  throw new ServiceUnavailable({ url: providerOf(ctx), reason: `it relayed act ${relayed.digest}` });
}

async function feeOf(ctx: MarketContext, input: RelayActInput): Promise<bigint> {
  const terms = await request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.relay,
    signed: false,
    reply: RelayTerms,
  });
  const found = terms.fees.find(({ token }) => token === input.feeToken);
  if (found === undefined) throw new FeeTokenNotTaken(input.feeToken);
  const asked = BigInt(found.fee) * BigInt(input.calls.length);
  if (asked > input.mostFee) throw new RelayTooDear(asked, input.mostFee);
  return asked;
}
