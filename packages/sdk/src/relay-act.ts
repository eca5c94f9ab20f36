import { actDigest } from '@atoll/chain/act';
import { actFromWire, RelayedAct, type RelayActRequest, RelayTerms } from '@atoll/schemas/act';
import { AtollError } from '@atoll/schemas/error';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';
import { type CallsToSign, signCalls } from './sign-calls.ts';

export interface RelayActInput extends Omit<CallsToSign, 'fee'> {
  /** Most that is paid for sending it, in the token's smallest unit; what the provider asks is paid where that is less. */
  readonly mostFee: bigint;
}

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
 * and comes out of the account's credit, be it credit that the calls themselves bring. Whoever may want to take the act back keeps what
 * `signCalls` gives and sends that by {@link sendAct}.
 *
 * @throws ProblemReceived of the provider, `insufficient_escrow` where it asks too much
 * @example
 * const { transaction } = await relayAct(ctx, {
 *   calls: [withdrawCall(ctx.chain, { tokens: [token], to: ctx.account.address })], feeToken: token, mostFee: 100_000n,
 * });
 */
export async function relayAct(ctx: MarketContext, input: RelayActInput): Promise<RelayedAct> {
  return sendAct(ctx, await signCalls(ctx, { ...input, fee: await feeOf(ctx, input) }));
}

/** Has a provider send an act that was signed already; sending it again gives the same transaction. */
export async function sendAct(ctx: MarketContext, signed: RelayActRequest): Promise<RelayedAct> {
  const { chain } = ctx;
  const relayed = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.relay,
    json: signed,
    signed: false,
    reply: RelayedAct,
  });
  const deployment = { chainId: chain.chainId, relay: chain.addresses.relay };
  if (relayed.digest === actDigest(actFromWire(signed.act), deployment)) return relayed;
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
