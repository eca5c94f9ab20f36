import { prepaidOf } from '@atoll/chain/maximum-of';
import { signPermit } from '@atoll/chain/permit';
import { signOrder } from '@atoll/chain/sign';
import { type RelayRequest } from '@atoll/schemas/order';
import { RelayedOrder } from '@atoll/schemas/provider-api';
import { type MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { missingAllowance } from './missing-allowance.ts';
import { type CheckedQuote } from './quote.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** What the wallet is asked to sign next. */
export type OrderSignature = 'permit' | 'order';

/**
 * Signs a checked quote without sending it: a permit for exactly the maximum, only where an allowance is missing, which ends with the
 * quote, and the order. Nothing is paid until somebody sends them; kept, they can be sent again.
 *
 * @param options.onSign is told before each signature
 * @example await relaySignedOrder(ctx, await signQuotedOrder(ctx, quote));
 */
export async function signQuotedOrder(
  ctx: MarketContext,
  quote: CheckedQuote,
  options: { onSign?: (what: OrderSignature) => void } = {},
): Promise<RelayRequest> {
  const { chain, account } = ctx;
  const { order, jobId } = quote;
  const spender = chain.addresses.jobs;
  const value = await missingAllowance(chain, {
    token: order.token,
    buyer: order.buyer,
    maximum: quote.maximum - prepaidOf(order),
  });
  if (value > 0n) options.onSign?.('permit');
  const permit =
    value === 0n
      ? '0x'
      : await signPermit(chain, account, { token: order.token, spender, value, deadline: quote.validUntil });
  options.onSign?.('order');
  const signature = await signOrder(account, order, { chainId: chain.chainId, jobs: spender });
  return { jobId, signature, permit };
}

/**
 * Has the provider send a signed order. The signatures say all: the request itself is not signed.
 * @throws ProblemReceived of the provider
 */
export async function relaySignedOrder(ctx: MarketContext, signed: RelayRequest): Promise<RelayedOrder> {
  const relayed = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.orders,
    json: signed,
    signed: false,
    reply: RelayedOrder,
  });
  if (relayed.jobId === signed.jobId) return relayed;
  throw new ServiceUnavailable({ url: providerOf(ctx), reason: `it relayed job ${relayed.jobId}` });
}
