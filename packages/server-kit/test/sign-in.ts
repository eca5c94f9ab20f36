import { signInPaths, signInStatement, SignInNonce } from '@atoll/schemas/sign-in';
import { recoverMessageAddress } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { createApp } from '../src/app.ts';
import type { Database } from '../src/database.ts';
import { createLogger } from '../src/logger.ts';
import type { SignInContext } from '../src/sign-in/context.ts';
import { addSignIn } from '../src/sign-in/routes.ts';
import { sqlSignInStore } from '../src/sign-in/store.ts';

export const origin = 'https://market.example';
export const desk = 'https://desk.example';

/** A clock that tests move. */
export function movableClock() {
  let ms = Date.UTC(2030, 0, 1);
  return {
    now: () => new Date(ms),
    monotonic: () => ms,
    advance: (seconds: number) => void (ms += seconds * 1000),
  };
}

export interface Say {
  domain?: string;
  scheme?: string;
  uri?: string;
  chainId?: number;
  nonce?: string;
  statement?: string | undefined;
  issuedAt?: Date;
  expirationTime?: Date;
  notBefore?: Date;
  resources?: string[];
}

interface Setting {
  origin?: string;
  deskOrigins?: string[];
}

/** A service that does nothing but sign people in, over a database with the tables of the marketplace. */
export function openSignIn(database: Database<Record<string, never>>, setting: Setting = {}) {
  const clock = movableClock();
  const ctx: SignInContext = {
    store: sqlSignInStore({ sql: database.sql, schema: 'marketplace' }),
    clock,
    chainId: 31337,
    origin: setting.origin ?? origin,
    deskOrigins: setting.deskOrigins ?? [desk],
    verify: async (message, address, signature) =>
      (await recoverMessageAddress({ message, signature }).catch(() => undefined))?.toLowerCase() === address,
  };
  const app = createApp({
    name: 'test',
    version: '1',
    description: '',
    logger: createLogger({ name: 'test', level: 'silent' }),
    clock,
  });
  addSignIn(app, ctx, { proxies: 0 });
  const account = privateKeyToAccount(generatePrivateKey());
  const address = account.address.toLowerCase();

  /** From an address of its own unless told, so that limits do not get into the way. */
  let asked = 0;
  const request = async (
    path: string,
    init: RequestInit = {},
    from = `10.0.${(asked >> 8) & 255}.${asked++ & 255}`,
  ) => app.request(path, init, { incoming: { socket: { remoteAddress: from } } });

  const nonce = async () => SignInNonce.parse(await (await request(signInPaths.nonce)).json());

  const write = (page: string, given: string, say: Say = {}) =>
    createSiweMessage({
      address: account.address,
      chainId: 31337,
      domain: new URL(page).host,
      nonce: given,
      uri: ctx.origin,
      version: '1',
      issuedAt: clock.now(),
      statement: signInStatement,
      ...say,
    });

  const post = (
    body: { message: string; signature: string },
    headers: Record<string, string> = { origin: ctx.origin },
  ) =>
    request(signInPaths.signIn, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  return {
    app,
    ctx,
    clock,
    account,
    address,
    request,
    nonce,
    write,
    post,
    /** Signs in from a page. */
    async signIn(input: { page?: string; say?: Say; headers?: Record<string, string> } = {}) {
      const page = input.page ?? ctx.origin;
      const message = write(page, (await nonce()).nonce, input.say);
      const signature = await account.signMessage({ message });
      return post({ message, signature }, input.headers ?? { origin: page });
    },
  };
}

/** `name=value` of the cookie that a response sets. */
export const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
