import type { AppEnv } from '@atoll/server-kit/app';
import type { Caller, Quota } from '@atoll/server-kit/caller';
import type { Bytes32 } from '@atoll/schemas/ids';
import { remoteAddress, senderOf } from '@atoll/server-kit/rate-limit';
import { markReply } from '@atoll/server-kit/reply-headers';
import type { Context, MiddlewareHandler } from 'hono';
import { digestOf, isApiKey } from './api-key.ts';
import { InvalidKey, KeyRequired, QuotaSpent } from './errors.ts';
import type { KnownKey } from './key-directory.ts';
import { measures, type UsageMeter } from './usage-meter.ts';

export interface AccessContext {
  readonly keys: { find(digest: Bytes32): KnownKey | undefined };
  readonly meter: UsageMeter;
  /** What one address may use without a key; 0 requests: a key has to be shown. */
  readonly anonymous: Quota;
  /** Reverse proxies in front of the service that are to be believed. */
  readonly proxies: number;
}

/** Asked by machines of the operator's, and never counted. */
const uncounted = new Set(['/health', '/ready', '/metrics']);

/** Callers whose usage all processes share: those with a key. What an address uses each process counts for itself. */
export const isShared = (caller: string): boolean => caller.startsWith('key:');

function whoAsks(ctx: AccessContext, c: Context<AppEnv>): Omit<Caller, 'takeExportRows'> {
  const header = c.req.header('authorization');
  if (header === undefined) {
    if (ctx.anonymous.requestsPerMinute === 0) throw new KeyRequired();
    return { id: `ip:${senderOf(remoteAddress(c, ctx.proxies))}`, quota: ctx.anonymous };
  }
  const text = /^bearer +(\S+)$/i.exec(header)?.[1] ?? '';
  // Found by its digest: how long that takes tells nothing about any key.
  const key = isApiKey(text) ? ctx.keys.find(digestOf(text)) : undefined;
  if (key === undefined) throw new InvalidKey();
  return { id: `key:${key.keyId}`, keyId: key.keyId, quota: key.quota };
}

/**
 * Finds out who asks and counts the request. Refuses an unknown key with 401 and what goes beyond the quota with 429; says in every
 * answer how much is left (`RateLimit-Limit`, `-Remaining`, `-Reset`).
 */
export function admit(ctx: AccessContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (uncounted.has(c.req.path)) return next();
    const caller = whoAsks(ctx, c);
    const limit = caller.quota.requestsPerMinute;
    const standing = ctx.meter.take(caller.id, 'requests', 1, limit);
    markReply(c, {
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(standing.remaining),
      'ratelimit-reset': String(standing.resetSeconds),
    });
    if (standing.retryAfterSeconds > 0) {
      if (Number.isFinite(standing.retryAfterSeconds))
        markReply(c, { 'retry-after': String(standing.retryAfterSeconds) });
      throw new QuotaSpent({
        measure: 'requests',
        limit,
        windowSeconds: measures.requests,
        retryAfterSeconds: standing.retryAfterSeconds,
      });
    }
    c.set('caller', { ...caller, takeExportRows: (rows) => takeExportRows(ctx.meter, caller, rows) });
    return next();
  };
}

/** @throws QuotaSpent where the rows are more than the caller may still have today */
function takeExportRows(meter: UsageMeter, { id, quota }: Pick<Caller, 'id' | 'quota'>, rows: number): void {
  const limit = quota.exportRows;
  const { retryAfterSeconds } = meter.take(id, 'export_rows', rows, limit);
  if (retryAfterSeconds > 0) {
    const windowSeconds = measures.export_rows;
    throw new QuotaSpent({ measure: 'rows of exports', limit, windowSeconds, retryAfterSeconds });
  }
}
