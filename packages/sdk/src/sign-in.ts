import { AtollError } from '@atoll/schemas/error';
import {
  SignedIn,
  SignInNonce,
  signInNonceSeconds,
  signInPaths,
  signInStatement,
} from '@atoll/schemas/sign-in';
import { getAddress } from 'viem';
import { createSiweMessage } from 'viem/siwe';
import type { MarketContext, Session } from './context.ts';
import { SignInMismatch } from './errors.ts';
import { readJson, requestRaw } from './request.ts';

/** A sign-in that was made; put `session` into the context under the service's origin. */
export interface NewSession {
  readonly address: `0x${string}`;
  /** Unix seconds. */
  readonly expires: number;
  readonly session: Session;
}

/** The origin of the page that this runs in; undefined outside of a browser. */
function pageOrigin(): string | undefined {
  const location: unknown = Reflect.get(globalThis, 'location');
  const origin: unknown =
    typeof location === 'object' && location !== null ? Reflect.get(location, 'origin') : undefined;
  return typeof origin === 'string' ? origin : undefined;
}

/**
 * Signs in at a service (EIP-4361), for reading: requests, held outputs, one's own jobs. It moves nothing; what changes something goes on
 * asking for a signature of its own. The account needs `signMessage`.
 *
 * @param service origin of the marketplace or of a provider
 * @param input.page origin of the page that signs in; the browser's own unless given, outside of a browser the service's
 * @throws ProblemReceived `not_allowed` where the service does not list the page, `too_many_requests`; SignInMismatch; ServiceUnavailable
 * @example
 * const { session } = await signIn(ctx, 'https://provider.example');
 * const reader = { ...ctx, sessions: { ...ctx.sessions, 'https://provider.example': session } };
 * const inbox = await listRequests(reader);
 */
export async function signIn(
  ctx: MarketContext,
  service: string,
  input: { page?: string; signal?: AbortSignal } = {},
): Promise<NewSession> {
  const { account, chain } = ctx;
  if (account.signMessage === undefined) throw new CannotSignText();
  const { origin } = new URL(service);
  const page = input.page ?? pageOrigin() ?? origin;
  const signal = input.signal === undefined ? {} : { signal: input.signal };
  const given = await readNonce(ctx, { origin, page, ...signal });
  // a page's own service is told of it by some browsers only where something is changed
  if (given.session === null && pageOrigin() !== undefined && page !== origin)
    throw new PageNotListed(origin, page);
  // The wallet's owner is shown what this code expects, whatever the service would have liked to be signed.
  if (given.chainId !== chain.chainId || given.uri !== origin || given.statement !== signInStatement)
    throw new SignInMismatch(origin);
  const message = createSiweMessage({
    address: getAddress(account.address),
    chainId: chain.chainId,
    domain: new URL(page).host,
    uri: origin,
    version: '1',
    nonce: given.nonce,
    statement: signInStatement,
    // by the service's clock: this machine's may be wrong
    issuedAt: new Date((given.expires - signInNonceSeconds) * 1000),
  });
  const signature = await account.signMessage({ message });
  const response = await requestRaw(ctx, {
    service: origin,
    method: 'POST',
    path: signInPaths.signIn,
    json: { message, signature },
    signed: false,
    page,
    ...signal,
  });
  const { address, expires, token } = await readJson(response, SignedIn);
  return { address, expires, session: token === undefined ? 'cookie' : { token, page } };
}

/** A fresh nonce, with what a sign-in from this page would get. */
async function readNonce(
  ctx: MarketContext,
  { origin, page, signal }: { origin: string; page: string; signal?: AbortSignal },
): Promise<SignInNonce> {
  const response = await requestRaw(ctx, {
    service: origin,
    method: 'GET',
    path: signInPaths.nonce,
    signed: false,
    page,
    ...(signal === undefined ? {} : { signal }),
  });
  return readJson(response, SignInNonce);
}

/** Whether this page may sign in at a service: its own pages and those that it lists may. Nothing is signed for the answer. */
export async function maySignIn(ctx: MarketContext, service: string): Promise<boolean> {
  const { origin } = new URL(service);
  const page = pageOrigin() ?? origin;
  return page === origin || (await readNonce(ctx, { origin, page })).session !== null;
}

/** The service would refuse the sign-in, so the wallet is not asked for one. */
class PageNotListed extends AtollError {
  constructor(service: string, page: string) {
    super({
      code: 'not_allowed',
      message: `${service} takes no sign-in from ${page}`,
      hint: `whoever runs it lists the page with DESK_ORIGINS=${page}; its own pages need no listing`,
      data: { service, page },
    });
  }
}

/** The account signs typed data alone. */
class CannotSignText extends AtollError {
  constructor() {
    super({
      code: 'configuration_invalid',
      message: 'the account cannot sign a text, which signing in needs',
      hint: 'give the context an account with signMessage, such as a wallet or a local account of viem',
    });
  }
}
