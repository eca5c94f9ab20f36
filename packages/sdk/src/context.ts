import { type Chain } from '@atoll/chain/chain';
import { type Signer } from '@atoll/chain/sign';

/** What every verb works with. `account` signs requests and orders; transactions go through the wallet of `chain`. */
export interface MarketContext {
  readonly chain: Chain;
  /** Origin of the marketplace, e.g. `https://market.example`. */
  readonly marketplaceUrl: string;
  /** Origin of the provider; without it the endpoint that the provider registered on chain has to be given. */
  readonly providerUrl?: string;
  readonly account: Signer;
  /** Stands in for the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}
