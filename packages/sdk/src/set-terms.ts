import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { MarketContext } from './context.ts';
import { type TermsInput, termsForChain } from './terms.ts';

/**
 * Puts other terms in the place of an asset's, as its owner: price, token, provider, payee, royalties, review window. Open orders keep
 * theirs; a higher derivative royalty counts after the market's delay.
 *
 * @throws AtollError `not_allowed` for anyone but the owner
 * @example await setTerms(ctx, { assetId, terms: { ...terms, price: 12_000_000n } });
 */
export function setTerms(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { assetId: bigint; terms: TermsInput },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'setTerms',
    args: [input.assetId, termsForChain(input.terms)],
  });
}
