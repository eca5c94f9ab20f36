import { actDigest } from '@atoll/chain/act';
import { relayAbi } from '@atoll/contracts/generated/relay';
import {
  type Act,
  actFromWire,
  type RelayActRequest,
  type RelayedAct,
  type RelayTerms,
} from '@atoll/schemas/act';
import { AtollError } from '@atoll/schemas/error';
import { type Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import type { Context } from '../context.ts';
import { mostGasOfCall, relayReserve } from './relay-limits.ts';

/** An act that is sent at somebody else's cost would be a gift to whoever wrote it. */
class RelayFeeTooLow extends AtollError {
  constructor(input: { token: Address; offered: bigint; asked: bigint }) {
    super({
      code: 'insufficient_escrow',
      message: `the act offers ${input.offered}, relaying it costs ${input.asked}`,
      hint: 'GET /relay says what a call costs; sign again with a fee that covers every call',
      data: { token: input.token, offered: input.offered.toString(), asked: input.asked.toString() },
    });
  }
}

class TokenNotTaken extends AtollError {
  constructor(token: Address) {
    super({
      code: 'not_allowed',
      message: `this provider takes no relay fee in token ${token}`,
      hint: 'GET /relay lists the tokens that it takes',
      data: { token },
    });
  }
}

class TargetNotRelayed extends AtollError {
  constructor(target: Address) {
    super({
      code: 'not_allowed',
      message: `calls of ${target} are not relayed`,
      hint: 'only calls of the market’s own contracts and of its tokens are',
      data: { target },
    });
  }
}

/** What this provider asks for each call of an act, in the tokens that it takes. */
export function relayTerms(ctx: Context): RelayTerms {
  return { fees: feeTokens(ctx).map((token) => ({ token, fee: ctx.settings.relayFee.toString() })) };
}

const feeTokens = (ctx: Context): Address[] => [
  ...new Set(ctx.settings.environments.map(({ token }) => token)),
];

/**
 * Sends a signed act, so that its account needs no native coin. Sending it again gives the same transaction. An act that would revert
 * is refused and costs nobody gas; so is one that takes too much gas, or that would leave the operator too little native coin for settling.
 *
 * @throws AtollError `not_allowed`, `insufficient_escrow`, `not_ready`, and whatever the contracts would revert with
 * @example const { transaction } = await relayAct(ctx, RelayActRequest.parse(body));
 */
export async function relayAct(ctx: Context, request: RelayActRequest): Promise<RelayedAct> {
  const { chainId, addresses } = ctx.chain;
  const act = actFromWire(request.act);
  const digest = actDigest(act, { chainId, relay: addresses.relay });
  const key = `act:${digest}`;
  const sent = await ctx.outbox.get(key);
  if (sent !== undefined) return { digest, transaction: Bytes32.parse(sent.attempts.at(-1)?.hash) };

  checkAct(ctx, act);
  const data = encodeFunctionData({ abi: relayAbi, functionName: 'execute', args: [act, request.signature] });
  const entry = await ctx.outbox.send({
    key,
    to: addresses.relay,
    data,
    mostGas: mostGasOfCall * BigInt(act.calls.length),
    reserveGas: await relayReserve(ctx),
  });
  ctx.logger.info({ digest, account: act.account, calls: act.calls.length }, 'act relayed');
  return { digest, transaction: Bytes32.parse(entry.attempts.at(-1)?.hash) };
}

/** Whoever writes an act chooses what is called at this provider's cost: the contracts of the market and no others. */
function checkAct(ctx: Context, act: Act): void {
  const { relayFee } = ctx.settings;
  if (relayFee > 0n && !feeTokens(ctx).includes(act.feeToken)) throw new TokenNotTaken(act.feeToken);
  const asked = relayFee * BigInt(act.calls.length);
  if (act.fee < asked) throw new RelayFeeTooLow({ token: act.feeToken, offered: act.fee, asked });
  const { treasury: _treasury, relay: _relay, ...contracts } = ctx.chain.addresses;
  const relayed: readonly Address[] = [
    ...Object.values(contracts),
    ...ctx.chain.tokens.map(({ address }) => address),
  ];
  for (const { target } of act.calls) if (!relayed.includes(target)) throw new TargetNotRelayed(target);
}
