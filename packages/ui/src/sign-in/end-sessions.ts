import { readSession } from '@atoll/sdk/read-session';
import { signOut } from '@atoll/sdk/sign-out';
import { forgetSessions } from './kept-session.ts';

/**
 * Ends what an account is signed in to from this browser: at the services elsewhere whose tokens this tab keeps, and at the page's own,
 * whose cookie only the service can take back. Whoever comes next reads nothing by them.
 *
 * @throws where the page's own service does not end the session; a token elsewhere is gone from here anyway and ends by itself
 */
export async function endSessions(address: string): Promise<void> {
  const tokens = forgetSessions(address);
  await Promise.allSettled(
    tokens.map(({ service, session }) => signOut({ sessions: { [service]: session } }, service)),
  );
  const { origin } = globalThis.location;
  if ((await readSession({}, origin)).address !== null) await signOut({}, origin);
}
