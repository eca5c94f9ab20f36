import type { Address } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';

/** What an owner asks for. Amounts in the token's smallest unit, shares in basis points, windows in seconds. */
export interface TermsInput {
  token: Address;
  /** Per run. */
  price: bigint;
  /** The only provider that may run it; absent means any. */
  provider?: Address;
  /** Who is paid; absent means whoever owns the asset. */
  beneficiary?: Address;
  derivativeRoyalty?: number;
  resaleRoyalty?: number;
  /** How long the owner may look at outputs before they are released; absent or 0 releases at once. */
  reviewWindow?: number;
}

/** Terms as `AssetRegistry` takes them. */
export function termsForChain(terms: TermsInput) {
  return {
    token: terms.token,
    price: terms.price,
    provider: terms.provider ?? zeroAddress,
    beneficiary: terms.beneficiary ?? zeroAddress,
    derivativeRoyalty: terms.derivativeRoyalty ?? 0,
    resaleRoyalty: terms.resaleRoyalty ?? 0,
    reviewWindow: terms.reviewWindow ?? 0,
  };
}
