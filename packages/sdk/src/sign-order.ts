import type { Chain } from '@atoll/chain/chain';
import { orderTypedData } from '@atoll/chain/job-id';
import { prepaidOf } from '@atoll/chain/maximum-of';
import { encodePermit, permitTypedData } from '@atoll/chain/permit';
import { forViem } from '@atoll/chain/typed-data';
import type { RelayRequest } from '@atoll/schemas/order';
import { RelayedOrder } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { missingAllowance } from './missing-allowance.ts';
import type { CheckedQuote } from './quote.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** What the wallet is asked to sign next. */
export type OrderSignature = 'permit' | 'order';

/** What a buyer signs to order without native coin. */
export interface OrderToSign {
  readonly order: ReturnType<typeof orderTypedData>;
  /** Where an allowance is missing: a permit for exactly what the order locks, until the quote ends. */
  readonly allowance?: {
    readonly value: bigint;
    readonly deadline: number;
    readonly permit: Awaited<ReturnType<typeof permitTypedData>>;
  };
}

/** The typed data of the signatures that order a quote: the order, and a permit where an allowance is missing. */
export async function orderToSign(
  chain: Chain,
  quote: Pick<CheckedQuote, 'order' | 'maximum' | 'validUntil'>,
): Promise<OrderToSign> {
  const { order } = quote;
  const { token, buyer } = order;
  const jobs = chain.addresses.jobs;
  const value = await missingAllowance(chain, { token, buyer, maximum: quote.maximum - prepaidOf(order) });
  const typedData = orderTypedData(order, { chainId: chain.chainId, jobs });
  if (value === 0n) return { order: typedData };
  const needed = { value, deadline: quote.validUntil };
  const permit = await permitTypedData(chain, { owner: buyer, token, spender: jobs, ...needed });
  return { order: typedData, allowance: { ...needed, permit } };
}

/**
 * Signs a checked quote without sending it: a permit for exactly the maximum, only where an allowance is missing, which ends with the
 * quote, and the order. Nothing is paid until somebody sends them, the provider or by `sendSignedOrder` anybody; kept, they can be sent again.
 *
 * @param options.onSign is told before each signature
 * @example await relaySignedOrder(ctx, await signQuotedOrder(ctx, quote));
 */
export async function signQuotedOrder(
  ctx: MarketContext,
  quote: Pick<CheckedQuote, 'jobId' | 'order' | 'maximum' | 'validUntil'>,
  options: { onSign?: (what: OrderSignature) => void } = {},
): Promise<RelayRequest> {
  const { chain, account } = ctx;
  const { jobId } = quote;
  const toSign = await orderToSign(chain, quote);
  let permit: RelayRequest['permit'] = '0x';
  if (toSign.allowance !== undefined) {
    options.onSign?.('permit');
    const { permit: typedData, ...needed } = toSign.allowance;
    permit = encodePermit(needed, await account.signTypedData(typedData));
  }
  options.onSign?.('order');
  const signature = await account.signTypedData(forViem(toSign.order));
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
