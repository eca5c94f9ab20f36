import { signInPaths } from '@atoll/schemas/sign-in';
import type { MarketContext } from './context.ts';
import { requestRaw, sessionHeaders } from './request.ts';

/**
 * Ends the session at a service, there and for good.
 *
 * @param input.everywhere every session of the account at that service
 * @throws ProblemReceived `sign_in_required` where there is none
 */
export async function signOut(
  ctx: MarketContext,
  service: string,
  input: { everywhere?: boolean } = {},
): Promise<void> {
  const { origin } = new URL(service);
  await requestRaw(ctx, {
    service: origin,
    method: 'DELETE',
    path: input.everywhere === true ? signInPaths.all : signInPaths.signIn,
    signed: false,
    headers: sessionHeaders(ctx.sessions?.[origin]),
  });
}
