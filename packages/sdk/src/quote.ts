import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Order, QuoteOffer, QuoteRequest } from '@atoll/schemas/order';
import type { z } from 'zod';
import { checkQuote, type QuoteLimits } from './check-quote.ts';
import type { MarketContext } from './context.ts';
import { readQuoteFacts } from './quote-facts.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** A quote that was checked: ordering it before `validUntil` binds the provider. */
export interface CheckedQuote {
  readonly jobId: Bytes32;
  readonly order: Order;
  /** Block time in seconds. */
  readonly validUntil: number;
  readonly signature: `0x${string}`;
  /** What the order locks, in the token's smallest unit. */
  readonly maximum: bigint;
  /** The same, itemised. */
  readonly lines: QuoteOffer['lines'];
  /** What would run it, as the provider states it; the receipt says what did. */
  readonly engine: QuoteOffer['engine'];
}

/**
 * Asks a provider for a price and checks everything it answers against the request and the chain.
 *
 * @param input.provider the account of the provider on chain; a URL is no identity
 * @throws ProblemReceived with the provider's typed reason for not quoting; QuoteRefused when its answer is not true
 * @example
 * const quote = await requestQuote(ctx, {
 *   provider, environment, datasets: [{ assetId, metadataDigest }], algorithm, parameters: { folds: 5 }, recipient: me.publicKey,
 * });
 * quote.maximum; // 16_400_000n
 */
export async function requestQuote(
  ctx: MarketContext,
  input: Omit<z.input<typeof QuoteRequest>, 'buyer'> & { provider: Address; limits?: QuoteLimits },
): Promise<CheckedQuote> {
  const { provider, limits, ...asked } = input;
  const wanted = QuoteRequest.parse({ ...asked, buyer: ctx.account.address });
  const offer = await request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.quotes,
    json: wanted,
    signed: true,
    reply: QuoteOffer,
  });
  const order = await checkQuote(await readQuoteFacts(ctx, provider, wanted), wanted, offer, limits);
  const { jobId, validUntil, signature, lines, engine } = offer;
  return { jobId, order, validUntil, signature, maximum: BigInt(offer.maximum), lines, engine };
}
