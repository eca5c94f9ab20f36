import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { RelayRequest } from '@atoll/schemas/order';
import type { MarketContext } from './context.ts';
import type { CheckedQuote } from './quote.ts';

/**
 * Orders what a buyer signed, from the buyer's money: where the provider does not send it, anybody else may, and is credited the order's relay
 * fee.
 *
 * @param quote what was signed
 * @throws AtollError `invalid_signature` where the buyer has not signed this order, `conflict` where it was ordered already, and else as
 * `orderJob`
 * @example
 * const quote = await requestQuote(buyer, { …, relayed: true });
 * await sendSignedOrder(friend, quote, await signQuotedOrder(buyer, quote));
 */
export function sendSignedOrder(
  { chain }: Pick<MarketContext, 'chain'>,
  quote: Pick<CheckedQuote, 'order' | 'validUntil' | 'signature'>,
  signed: Pick<RelayRequest, 'signature' | 'permit'>,
): Promise<ReceiptSummary> {
  const { order, validUntil, signature } = quote;
  return simulateThenSend(chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'orderBySig',
    args: [order, { validUntil, signature }, signed.signature, signed.permit],
  });
}
