import { signedRequestHeader } from '@atoll/schemas/signed-request';
import { type MarketContext } from '@atoll/sdk/context';

/** Takes the place of the wallet for requests that a session authorises: what it gives is never sent. */
const unsigned = `0x${'00'.repeat(65)}` as const;

/**
 * The context for reading by a session: requests go without the wallet's signature, with the bearer token where the service is another
 * origin's, else with the cookie that the browser keeps. What changes something is refused by the service when it comes like this.
 */
export function withSession(market: MarketContext, token: string | undefined): MarketContext {
  return {
    ...market,
    account: { address: market.account.address, signTypedData: () => Promise.resolve(unsigned) },
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      headers.delete(signedRequestHeader);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return globalThis.fetch(url, { ...init, headers });
    },
  };
}
