import { prepaidOf } from '@atoll/chain/maximum-of';
import { signPermit } from '@atoll/chain/permit';
import { signOrder } from '@atoll/chain/sign';
import { RelayedOrder } from '@atoll/schemas/provider-api';
import { type MarketContext } from './context.ts';
import { missingAllowance } from './missing-allowance.ts';
import { ServiceUnavailable } from './errors.ts';
import { type CheckedQuote } from './quote.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

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
  const { order, jobId } = quote;
  const spender = chain.addresses.jobs;
  const value = await missingAllowance(chain, {
    token: order.token,
    buyer: order.buyer,
    maximum: quote.maximum - prepaidOf(order),
  });
  const permit =
    value === 0n
      ? '0x'
      : await signPermit(chain, account, { token: order.token, spender, value, deadline: quote.validUntil });
  const signature = await signOrder(account, order, { chainId: chain.chainId, jobs: spender });
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
