import type { Chain } from '@atoll/chain/chain';
import type { Signer } from '@atoll/chain/sign';

/**
 * A sign-in at one service: a bearer token, or the cookie that the browser keeps for the service's own pages. It is never sent to another
 * service.
 */
export type Session =
  | {
      readonly token: string;
      /** Origin of the page that signed in: the service takes the token from there alone. A browser says so by itself. */
      readonly page: string;
    }
  | 'cookie';

/** What every verb works with. `account` signs requests and orders; transactions go through the wallet of `chain`. */
export interface MarketContext {
  readonly chain: Chain;
  /** Origin of the marketplace, e.g. `https://market.example`. */
  readonly marketplaceUrl: string;
  /** Origin of the provider; without it the endpoint that the provider registered on chain has to be given. */
  readonly providerUrl?: string;
  readonly account: Signer;
  /** Sign-ins, by the origin of the service that each is at: reads are sent with it instead of a signature. */
  readonly sessions?: Readonly<Record<string, Session>>;
  /** Stands in for the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}
