import { SessionView, signInPaths } from '@atoll/schemas/sign-in';
import { readJson, requestUnsigned, sessionHeaders, type UnsignedContext } from './request.ts';

/** Who is signed in at a service, by the session that the context has for it, else by the browser's cookie. */
export async function readSession(ctx: UnsignedContext, service: string): Promise<SessionView> {
  const { origin } = new URL(service);
  const headers = sessionHeaders(ctx.sessions?.[origin]);
  const response = await requestUnsigned(ctx, {
    service: origin,
    method: 'GET',
    path: signInPaths.signIn,
    headers,
  });
  return readJson(response, SessionView);
}
