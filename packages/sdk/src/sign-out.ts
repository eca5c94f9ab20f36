import { signInPaths } from '@atoll/schemas/sign-in';
import { requestUnsigned, sessionHeaders, type UnsignedContext } from './request.ts';

/**
 * Ends the session at a service, there and for good.
 *
 * @param input.everywhere every session of the account at that service
 * @throws ProblemReceived `sign_in_required` where there is none
 */
export async function signOut(
  ctx: UnsignedContext,
  service: string,
  input: { everywhere?: boolean } = {},
): Promise<void> {
  const { origin } = new URL(service);
  await requestUnsigned(ctx, {
    service: origin,
    method: 'DELETE',
    path: input.everywhere === true ? signInPaths.all : signInPaths.signIn,
    headers: sessionHeaders(ctx.sessions?.[origin]),
  });
}
