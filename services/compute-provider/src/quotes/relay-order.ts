import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire, OrderWire, type RelayRequest } from '@atoll/schemas/order';
import type { RelayedOrder } from '@atoll/schemas/provider-api';
import { eq } from 'drizzle-orm';
import { encodeFunctionData } from 'viem';
import type { Context } from '../context.ts';
import { checkNotHalted } from '../desk/read-halt.ts';
import { newestBlock } from '../jobs/newest-block.ts';
import { quotes } from '../store/tables.ts';
import { OrderInvalid, QuoteExpired } from './problems.ts';
import { mostGasOfOrder, relayReserve } from './relay-limits.ts';

/**
 * Sends a buyer's signed order, so that a buyer needs no native coin. Sending it again gives the same transaction. An order that
 * would revert (wrong signature, too little allowance) is refused and costs nobody gas; so is one that takes too much gas, or that would
 * leave the operator too little native coin for settling.
 *
 * @throws AtollError `order_unknown`, `quote_expired`, `provider_halted`, `invalid_order`, `not_allowed`, `not_ready`, and whatever the contracts would revert with
 */
export async function relayOrder(ctx: Context, request: RelayRequest): Promise<RelayedOrder> {
  const [quote] = await ctx.database.db.select().from(quotes).where(eq(quotes.jobId, request.jobId));
  if (quote === undefined || quote.signature === null) throw new OrderUnknown(request.jobId);
  const key = `order:${request.jobId}`;
  const sent = await ctx.outbox.get(key);
  if (sent !== undefined) return relayed(request.jobId, sent.attempts.at(-1)?.hash);

  await checkNotHalted(ctx);
  const { timestamp } = await newestBlock(ctx.chain);
  if (quote.validUntil < timestamp) throw new QuoteExpired(quote.validUntil);
  const order = orderFromWire(OrderWire.parse(quote.order));
  if (order.relayFee < ctx.settings.relayFee)
    throw new OrderInvalid('its quote carries no relay fee', 'ask for a quote with relayed: true');
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'orderBySig',
    args: [
      order,
      { validUntil: quote.validUntil, signature: hexOf(quote.signature) },
      request.signature,
      request.permit,
    ],
  });
  const entry = await ctx.outbox.send({
    key,
    to: ctx.chain.addresses.jobs,
    data,
    mostGas: mostGasOfOrder,
    reserveGas: await relayReserve(ctx),
  });
  ctx.logger.info({ jobId: request.jobId }, 'order relayed');
  return relayed(request.jobId, entry.attempts.at(-1)?.hash);
}

function relayed(jobId: Bytes32, hash: Bytes32 | undefined): RelayedOrder {
  return { jobId, transaction: Bytes32.parse(hash) };
}

/** A signature that this service wrote: it starts with 0x. */
const hexOf = (value: string): `0x${string}` => `0x${value.slice(2)}`;

export class OrderUnknown extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'order_unknown',
      message: `this provider has not quoted job ${jobId}`,
      hint: 'ask for a quote first, and order exactly what it says',
      data: { jobId },
    });
  }
}
