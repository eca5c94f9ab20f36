import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { replyHeaders } from './reply-headers.ts';

/** A request as far as it matters for who may send it from a browser; `method` is the one that a preflight asks about. */
export interface AskedRoute {
  /** Upper case; HEAD counts as GET. */
  readonly method: string;
  readonly path: string;
}

/** Which pages of other origins may use a service from a browser. Nothing of it is about what comes from elsewhere than a browser. */
export interface CrossOrigin {
  /**
   * Routes that any page may use: `access-control-allow-origin: *`, which browsers never combine with cookies. Right for what everybody may
   * read and for what a header authorises (a key, a signature, a token), since no page can add another's.
   */
  readonly open: (route: AskedRoute) => boolean;
  /** Origins of pages that may use the other routes too, without cookies either; none: `[]`. */
  readonly origins: readonly string[];
}

const shared = {
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    'authorization',
    'content-type',
    'atoll-signature',
    'x-request-id',
    'last-event-id',
    'if-none-match',
  ],
  exposeHeaders: [
    'x-request-id',
    'etag',
    'atoll-block',
    'content-disposition',
    'content-range',
    'location',
    'retry-after',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
  ],
  maxAge: 600,
};

/**
 * Answers preflights and marks replies with who may read them. Replies are marked when they are there: a header that is set on a reply not yet
 * made is merged into the real one, which costs more than all else that this service's stack does for a request.
 */
export function crossOrigin({ open, origins }: CrossOrigin): MiddlewareHandler {
  const anybody = cors({ ...shared, origin: '*' });
  const listed = cors({ ...shared, origin: (origin) => (origins.includes(origin) ? origin : null) });
  const exposed = shared.exposeHeaders.join(',');
  const forAnybody = replyHeaders(() => ({
    'access-control-expose-headers': exposed,
    'access-control-allow-origin': '*',
  }));
  return async (c, next) => {
    const preflight = c.req.method === 'OPTIONS';
    const method = (preflight ? c.req.header('access-control-request-method') : undefined) ?? c.req.method;
    const isOpen = open({ method: method === 'HEAD' ? 'GET' : method, path: c.req.path });
    if (preflight) {
      // Neither as an image nor as a script of another page.
      if (!isOpen) c.header('cross-origin-resource-policy', 'same-origin');
      return (isOpen ? anybody : listed)(c, next);
    }
    if (isOpen) return forAnybody(c, next);
    await next();
    const { headers } = c.res;
    headers.set('access-control-expose-headers', exposed);
    headers.set('cross-origin-resource-policy', 'same-origin');
    headers.append('vary', 'Origin');
    const origin = c.req.header('origin') ?? '';
    if (origins.includes(origin)) headers.set('access-control-allow-origin', origin);
  };
}
