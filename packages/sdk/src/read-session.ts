import { SessionView, signInPaths } from '@atoll/schemas/sign-in';
import type { MarketContext } from './context.ts';
import { readJson, requestRaw, sessionHeaders } from './request.ts';

/** Who is signed in at a service, by the session that the context has for it, else by the browser's cookie. */
export async function readSession(ctx: MarketContext, service: string): Promise<SessionView> {
  const { origin } = new URL(service);
  const headers = sessionHeaders(ctx.sessions?.[origin]);
  const response = await requestRaw(ctx, {
    service: origin,
    method: 'GET',
    path: signInPaths.signIn,
    signed: false,
    headers,
  });
  return readJson(response, SessionView);
}
