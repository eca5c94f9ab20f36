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

type Asking = Omit<Caller, 'takeExportRows'>;

const byAddress = (ctx: AccessContext, c: Context<AppEnv>): Asking => ({
  id: `ip:${senderOf(remoteAddress(c, ctx.proxies))}`,
  quota: ctx.anonymous,
});

/** Who shows a key, or undefined where it is none that is valid. */
function byKey(ctx: AccessContext, header: string): Asking | undefined {
  const text = /^bearer +(\S+)$/i.exec(header)?.[1] ?? '';
  // Found by its digest: how long that takes tells nothing about any key.
  const key = isApiKey(text) ? ctx.keys.find(digestOf(text)) : undefined;
  return key === undefined ? undefined : { id: `key:${key.keyId}`, keyId: key.keyId, quota: key.quota };
}

/** Counts a request and says in its answer how much is left. */
function countRequest(meter: UsageMeter, c: Context<AppEnv>, { id, quota }: Asking): void {
  const limit = quota.requestsPerMinute;
  const { remaining, resetSeconds, retryAfterSeconds } = meter.take(id, 'requests', 1, limit);
  markReply(c, {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  });
  if (retryAfterSeconds === 0) return;
  if (Number.isFinite(retryAfterSeconds)) markReply(c, { 'retry-after': String(retryAfterSeconds) });
  throw new QuotaSpent({
    measure: 'requests',
    limit,
    windowSeconds: measures.requests,
    retryAfterSeconds,
  });
}

/**
 * Finds out who asks and counts the request, in memory alone. Refuses what goes beyond the quota with 429 and an unknown key with 401, which
 * its address is counted for; says in every answer that is counted how much is left (`RateLimit-Limit`, `-Remaining`, `-Reset`).
 */
export function admit(ctx: AccessContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (uncounted.has(c.req.path)) return next();
    const header = c.req.header('authorization');
    const holder = header === undefined ? undefined : byKey(ctx, header);
    const caller = holder ?? byAddress(ctx, c);
    const isCounted = caller.quota.requestsPerMinute > 0;
    // Where an address has no requests at all, 429 would hide what is wrong with the key.
    if (isCounted) countRequest(ctx.meter, c, caller);
    if (holder === undefined && header !== undefined) throw new InvalidKey();
    if (!isCounted) throw new KeyRequired();
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
