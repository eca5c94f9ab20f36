import { signedRequestHeader } from '@atoll/schemas/signed-request';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../app.ts';
import { requireJson } from './require-json.ts';
import type { SignInContext } from './context.ts';
import { SignInRequired } from './errors.ts';
import { findSession } from './find-session.ts';
import { onlyReads, shownSession } from './shown-session.ts';

/**
 * Authenticates by the wallet's signature of the request, else, for a request that only reads, by a session; sets `signer` either way. What
 * is not a GET or HEAD is never let in by a session, wherever this is used: each act is signed by the wallet for itself.
 *
 * @param signed what checks the header `atoll-signature`
 * @throws SignInRequired; what `signed` throws
 * @example
 * const access = signedOrSession(signIn, signed());
 * app.get('/reviews', access, custodianOnly, list);
 */
export function signedOrSession(
  ctx: SignInContext,
  signed: MiddlewareHandler<AppEnv>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.req.header(signedRequestHeader) !== undefined || !onlyReads(c)) return signed(c, next);
    const session = await findSession(ctx, shownSession(c, ctx.origin));
    if (session === undefined) throw new SignInRequired();
    c.set('signer', session.address);
    c.header('cache-control', 'private, no-store');
    await next();
  };
}

/**
 * Authenticates by a session alone, and sets `signer`: for the few things of an account that move nothing (drafts). A request that changes
 * something has to come from the service's own page, as JSON.
 *
 * @throws SignInRequired; UnsupportedBody for a body that is no JSON
 */
export function sessionOnly(ctx: SignInContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    requireJson(c);
    const session = await findSession(ctx, shownSession(c, ctx.origin));
    if (session === undefined) throw new SignInRequired();
    c.set('signer', session.address);
    c.header('cache-control', 'private, no-store');
    await next();
  };
}
