import type { AppEnv } from '@atoll/server-kit/app';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Histogram } from './metrics.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures requests by their route as it is declared, never by the path that a caller made up. */
export function measureRequests(requests: Histogram): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = performance.now();
    await next();
    const method = methods.has(c.req.method) ? c.req.method : 'OTHER';
    const labels = { method, route: routePath(c, -1), status: String(c.res.status) };
    requests.observe(labels, (performance.now() - started) / 1000);
  };
}
