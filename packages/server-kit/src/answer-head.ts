import type { MiddlewareHandler } from 'hono';

/**
 * Gives up the body that a HEAD request does not want. Hono answers HEAD by what GET would have, and lets go of that body unread: whatever
 * a stream holds until it ends (a connection, a place among few) it would hold for ever.
 */
export const answerHead: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method !== 'HEAD') return;
  // Before the body: the server's own reply makes up a type that is not set, and spells it otherwise once its body was asked for.
  void c.res.headers;
  await c.res.body?.cancel();
};
