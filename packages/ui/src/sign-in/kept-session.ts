import type { Session } from '@atoll/sdk/context';
import { z } from 'zod';

const KeptSession = z.object({ token: z.string(), page: z.string() });
const before = 'atoll-session ';
const keyOf = (service: string, address: string) => `${before}${service} ${address}`;

/**
 * The session with a service: the browser's cookie where the page is the service's own. The token for a service elsewhere lives as long
 * as the tab, so that a reload asks for nothing again; it reads and moves nothing.
 */
export function keptSession(service: string, address: string): Session | undefined {
  if (service === globalThis.location.origin) return 'cookie';
  const kept = globalThis.sessionStorage.getItem(keyOf(service, address));
  return kept === null ? undefined : KeptSession.parse(JSON.parse(kept));
}

/** Keeps a session's token for as long as the tab is open; a cookie is the browser's to keep. */
export function keepSession(service: string, address: string, session: Session): void {
  if (session !== 'cookie')
    globalThis.sessionStorage.setItem(keyOf(service, address), JSON.stringify(session));
}

/**
 * Forgets the tokens of an account that this tab keeps, of every service. The sessions themselves go on there until they are ended, and so
 * does the page's own, whose cookie no script sees.
 *
 * @returns the sessions that were forgotten
 */
export function forgetSessions(address: string): { service: string; session: Session }[] {
  const { sessionStorage } = globalThis;
  const after = ` ${address.toLowerCase()}`;
  return Object.keys(sessionStorage).flatMap((key) => {
    if (!key.startsWith(before) || !key.endsWith(after)) return [];
    const service = key.slice(before.length, -after.length);
    const session = keptSession(service, address.toLowerCase());
    sessionStorage.removeItem(key);
    return session === undefined ? [] : [{ service, session }];
  });
}
