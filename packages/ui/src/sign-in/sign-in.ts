import { walletOf } from '@atoll/chain/chain';
import { SessionView, SignedIn, SignInNonce, signInPaths, signInStatement } from '@atoll/schemas/sign-in';
import { type MarketContext } from '@atoll/sdk/context';
import { request } from '@atoll/sdk/request';
import { getAddress } from 'viem';
import { createSiweMessage } from 'viem/siwe';

const hours = 3600_000;
/** A session is asked for this long; the service ends it sooner where it wants. */
const sessionMs = 12 * hours;

/**
 * Signs in to a service by a message of EIP-4361 that the wallet shows in full. The session reads; it moves nothing.
 *
 * @param service origin of the service
 * @throws ProblemReceived: `not_allowed` where the service does not list this page's origin
 */
export async function signIn(market: MarketContext, service: string): Promise<SignedIn> {
  const wallet = walletOf(market.chain);
  const { nonce } = await request(market, {
    service,
    method: 'GET',
    path: signInPaths.nonce,
    signed: false,
    reply: SignInNonce,
  });
  const now = Date.now();
  const message = createSiweMessage({
    domain: globalThis.location.host,
    address: getAddress(market.account.address),
    statement: signInStatement,
    uri: service,
    version: '1',
    chainId: market.chain.chainId,
    nonce,
    issuedAt: new Date(now),
    expirationTime: new Date(now + sessionMs),
  });
  const signature = await wallet.signMessage({ account: wallet.account, message });
  return request(market, {
    service,
    method: 'POST',
    path: signInPaths.signIn,
    json: { message, signature },
    signed: false,
    reply: SignedIn,
  });
}

/** Who is signed in there, by the context's session. */
export function readSession(market: MarketContext, service: string): Promise<SessionView> {
  return request(market, {
    service,
    method: 'GET',
    path: signInPaths.signIn,
    signed: false,
    reply: SessionView,
  });
}
