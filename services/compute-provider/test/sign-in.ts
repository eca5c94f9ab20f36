import { signInPaths, SignedIn, SignInNonce, signInStatement } from '@atoll/schemas/sign-in';
import type { Wallets } from '@atoll/tests/support/wallets';
import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import type { createProviderApp } from '../src/service.ts';
import type { Market } from './market.ts';

/** The origin of the provider of these tests. */
export const provider = 'http://provider.test';

type App = ReturnType<typeof createProviderApp>;

/** Signs a wallet in, from the provider's own page or from another, and gives what a browser sends with the requests that follow. */
export async function signInAs(
  app: App,
  market: Market,
  wallet: keyof Wallets,
  page = provider,
): Promise<Record<string, string>> {
  const account = privateKeyToAccount(market.wallets[wallet].privateKey);
  const { nonce } = SignInNonce.parse(await (await app.request(signInPaths.nonce)).json());
  const message = createSiweMessage({
    address: account.address,
    chainId: 31337,
    domain: new URL(page).host,
    nonce,
    uri: provider,
    version: '1',
    statement: signInStatement,
  });
  const response = await postSignIn(
    app,
    { message, signature: await account.signMessage({ message }) },
    page,
  );
  const { token } = SignedIn.parse(await response.json());
  if (token !== undefined) return { authorization: `Bearer ${token}`, origin: page };
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { cookie, origin: provider };
}

export async function postSignIn(
  app: App,
  body: { message: string; signature: string },
  page = provider,
): Promise<Response> {
  return app.request(signInPaths.signIn, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: page },
  });
}
