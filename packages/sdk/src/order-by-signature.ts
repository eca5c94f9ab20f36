import type { RelayedOrder } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import type { CheckedQuote } from './quote.ts';
import { relaySignedOrder, signQuotedOrder } from './sign-order.ts';

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
  return relaySignedOrder(ctx, await signQuotedOrder(ctx, quote));
}
