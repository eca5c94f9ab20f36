import { SessionView, SignedIn, SignInNonce, signInPaths, SignInRequest } from '@atoll/schemas/sign-in';
import { createRoute } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { App, AppEnv } from '../app.ts';
import { unixSeconds } from '../clock.ts';
import { problemResponses } from '../problem.ts';
import { limitRate } from '../rate-limit.ts';
import type { SignInContext } from './context.ts';
import { SignInRequired } from './errors.ts';
import { findSession, type Session } from './find-session.ts';
import { giveNonce } from './give-nonce.ts';
import { signingPage } from './page.ts';
import { requireJson } from './require-json.ts';
import { provenanceOf, shownSession } from './shown-session.ts';
import { signIn } from './sign-in.ts';
import { cookieName } from './token.ts';

/** What one network address may ask for in a minute. */
export const signInLimits = { windowMs: 60_000, nonces: 60, signIns: 20 } as const;

type Middleware = MiddlewareHandler<AppEnv>;

/** Nothing of a sign-in is kept by a cache; JSON is asked for before the body is read. */
const prepare: Middleware = async (c, next) => {
  requireJson(c);
  c.header('cache-control', 'no-store');
  await next();
};

const nonceRoute = (middleware: Middleware[]) =>
  createRoute({
    method: 'get',
    path: signInPaths.nonce,
    summary: 'A nonce for one sign-in within 10 minutes',
    middleware,
    responses: {
      200: {
        description: 'the nonce, with what else the message has to say',
        content: { 'application/json': { schema: SignInNonce } },
      },
      ...problemResponses('too_many_requests'),
    },
  });

const signInRoute = (middleware: Middleware[]) =>
  createRoute({
    method: 'post',
    path: signInPaths.signIn,
    summary: 'Sign in with Ethereum (EIP-4361); contract wallets by ERC-1271',
    description:
      'The domain of the message is the host of the page, which the header Origin names; URI is the origin of this service. A session reads what is the account’s own, for 12 hours at most; it moves nothing. A page of this service gets it as a cookie, a page of a listed origin as a bearer token.',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: SignInRequest } } } },
    responses: {
      200: { description: 'the session', content: { 'application/json': { schema: SignedIn } } },
      ...problemResponses(
        'malformed_request',
        'invalid_signature',
        'not_allowed',
        'unsupported_media_type',
        'too_many_requests',
        'chain_unavailable',
      ),
    },
  });

const readRoute = createRoute({
  method: 'get',
  path: signInPaths.signIn,
  summary: 'Who is signed in',
  middleware: [prepare],
  responses: {
    200: {
      description: 'the account, or null for nobody, whatever the reason',
      content: { 'application/json': { schema: SessionView } },
    },
  },
});

const revokeRoute = (path: typeof signInPaths.signIn | typeof signInPaths.all, summary: string) =>
  createRoute({
    method: 'delete',
    path,
    summary,
    middleware: [prepare],
    responses: { 204: { description: 'revoked' }, ...problemResponses('sign_in_required') },
  });

const revokeThis = revokeRoute(signInPaths.signIn, 'Sign out: revoke this session');
const revokeEach = revokeRoute(signInPaths.all, 'Sign out everywhere: revoke every session of the account');

const cookieOptions = (ctx: SignInContext) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: ctx.origin.startsWith('https:'),
});

/**
 * Sign-in with Ethereum: `GET /sign-in/nonce`, `POST`, `GET` and `DELETE /sign-in`, `DELETE /sign-in/all`.
 *
 * @param input.proxies reverse proxies whose X-Forwarded-For is believed
 */
export function addSignIn(app: App, ctx: SignInContext, input: { proxies: number }): void {
  const limit = (most: number) =>
    limitRate({
      limit: most,
      windowMs: signInLimits.windowMs,
      clock: ctx.clock,
      proxies: input.proxies,
    });
  app.openapi(nonceRoute([limit(signInLimits.nonces), prepare]), async (c) =>
    c.json(await giveNonce(ctx, provenanceOf(c)), 200),
  );
  app.openapi(signInRoute([limit(signInLimits.signIns), prepare]), async (c) => {
    const page = signingPage(ctx, provenanceOf(c));
    const userAgent = c.req.header('user-agent') ?? '';
    const { address, expires, token } = await signIn(ctx, { ...c.req.valid('json'), page, userAgent });
    const told = { address, expires: Number(expires) };
    if (page.via === 'bearer') return c.json({ ...told, token }, 200);
    const maxAge = Number(expires - unixSeconds(ctx.clock));
    setCookie(c, cookieName(ctx.origin), token, { ...cookieOptions(ctx), maxAge });
    return c.json(told, 200);
  });
  app.openapi(readRoute, async (c) => {
    const session = await findSession(ctx, shownSession(c, ctx.origin));
    if (session === undefined) return c.json({ address: null }, 200);
    return c.json({ address: session.address, expires: Number(session.expires) }, 200);
  });
  addSignOut(app, ctx);
}

function addSignOut(app: App, ctx: SignInContext): void {
  const required = async (c: Context<AppEnv>): Promise<Session> => {
    const session = await findSession(ctx, shownSession(c, ctx.origin));
    if (session === undefined) throw new SignInRequired();
    deleteCookie(c, cookieName(ctx.origin), cookieOptions(ctx));
    return session;
  };
  app.openapi(revokeThis, async (c) => {
    const { tokenHash } = await required(c);
    await ctx.store.revoke({ tokenHash, now: unixSeconds(ctx.clock) });
    return c.body(null, 204);
  });
  app.openapi(revokeEach, async (c) => {
    const { address } = await required(c);
    await ctx.store.revokeAll({ address, now: unixSeconds(ctx.clock) });
    return c.body(null, 204);
  });
}
