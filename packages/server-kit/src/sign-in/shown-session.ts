import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { AppEnv } from '../app.ts';
import type { ShownSession } from './find-session.ts';
import type { Provenance } from './page.ts';
import { cookieName } from './token.ts';

/** Where a request comes from, as the browser says. */
export function provenanceOf(c: Context<AppEnv>): Provenance {
  return { origin: c.req.header('origin'), site: c.req.header('sec-fetch-site') };
}

export const onlyReads = (c: Context<AppEnv>): boolean => c.req.method === 'GET' || c.req.method === 'HEAD';

/** What a request shows of a session. */
export function shownSession(c: Context<AppEnv>, origin: string): ShownSession {
  return {
    ...provenanceOf(c),
    bearer: /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1],
    cookie: getCookie(c, cookieName(origin)),
    writes: !onlyReads(c),
  };
}
