import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import type { Purchase } from './purchase.ts';
import type { Asset } from '../asset/indexed-asset.ts';

/** What every part of the purchase is given. `market` names the provider's address. */
export interface PurchaseParts {
  readonly market: MarketContext;
  readonly account: Address;
  readonly dataset: Asset;
  readonly provider: Address;
  readonly purchase: Purchase;
  readonly change: (changes: Partial<Purchase>) => void;
}
