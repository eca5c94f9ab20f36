import { prepaidOf } from '@atoll/chain/maximum-of';
import { type Chain } from '@atoll/chain/chain';
import { orderTypedData } from '@atoll/chain/job-id';
import { encodePermit, permitTypedData } from '@atoll/chain/permit';
import { forViem } from '@atoll/chain/typed-data';
import { RelayedOrder } from '@atoll/schemas/provider-api';
import { type MarketContext } from './context.ts';
import { missingAllowance } from './missing-allowance.ts';
import { ServiceUnavailable } from './errors.ts';
import { type CheckedQuote } from './quote.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** What a buyer signs to order without native coin. */
export interface OrderToSign {
  readonly order: ReturnType<typeof orderTypedData>;
  /** Where an allowance is missing: exactly what the order locks, until the quote ends. */
  readonly permit?: Awaited<ReturnType<typeof permitTypedData>>;
  readonly needed?: { readonly value: bigint; readonly deadline: number };
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
  return { order: typedData, permit, needed };
}

/**
 * Orders a checked quote by two signatures, which the provider sends: the buyer needs no native coin. The permit is for exactly the
 * maximum, only where an allowance is missing, and ends with the quote.
 *
 * @throws ProblemReceived of the provider
 * @example
 * const quote = await requestQuote(ctx, { …, relayed: true });
 * const { jobId, transaction } = await orderBySignature(ctx, quote);
 */
export async function orderBySignature(ctx: MarketContext, quote: CheckedQuote): Promise<RelayedOrder> {
  const { chain, account } = ctx;
  const { jobId } = quote;
  const { needed, permit: permitData, order: orderData } = await orderToSign(chain, quote);
  const permit =
    needed === undefined || permitData === undefined
      ? '0x'
      : encodePermit(needed, await account.signTypedData(permitData));
  const signature = await account.signTypedData(forViem(orderData));
  const relayed = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.orders,
    json: { jobId, signature, permit },
    signed: true,
    reply: RelayedOrder,
  });
  if (relayed.jobId !== jobId) {
    throw new ServiceUnavailable({ url: providerOf(ctx), reason: `it relayed job ${relayed.jobId}` });
  }
  return relayed;
}
