import { isIP, isIPv6 } from 'node:net';
import { AtollError } from '@atoll/schemas/error';
import type { AppEnv } from './app.ts';
import type { Clock } from './clock.ts';
import type { Context, MiddlewareHandler } from 'hono';

/** More requests than one sender may make. */
export class TooManyRequests extends AtollError {
  constructor(input: { limit: number; windowSeconds: number; retryAfterSeconds: number }) {
    super({
      code: 'too_many_requests',
      message: `more than ${input.limit} requests within ${input.windowSeconds} seconds`,
      hint: `wait ${input.retryAfterSeconds} seconds`,
      retryable: true,
      data: input,
    });
  }
}

export interface RateLimiter {
  /** Counts a request. Answers 0 when it is allowed, else after how many milliseconds one will be. */
  take(key: string): number;
}

/**
 * At most `limit` requests in any window of `windowMs`, by remembering when the last ones came: a sliding window, so that a
 * burst across the border of two fixed windows does not pass twice. A refused request does not count.
 *
 * @param input.maxKeys senders remembered at most; the one seen longest ago is forgotten first
 */
export function createRateLimiter(input: {
  limit: number;
  windowMs: number;
  clock: Pick<Clock, 'monotonic'>;
  maxKeys?: number;
}): RateLimiter {
  const { limit, windowMs, clock, maxKeys = 50_000 } = input;
  const timesByKey = new Map<string, number[]>();
  return {
    take(key) {
      const now = clock.monotonic();
      const times = (timesByKey.get(key) ?? []).filter((time) => time > now - windowMs);
      // Deleted and set again, so that the map's order is that of the last request.
      timesByKey.delete(key);
      const oldest = times[0];
      if (oldest !== undefined && times.length >= limit) {
        timesByKey.set(key, times);
        return oldest + windowMs - now;
      }
      timesByKey.set(key, [...times, now]);
      const eldest = timesByKey.keys().next();
      if (timesByKey.size > maxKeys && eldest.done !== true) timesByKey.delete(eldest.value);
      return 0;
    },
  };
}

/** One sender: an IPv4 address, or the /64 network of an IPv6 one, since a single customer has that many addresses. */
export function senderOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The address at the other end of a request's connection; undefined where it came over none. */
function peerOf(bindings: unknown): string | undefined {
  const address = fieldOf(fieldOf(fieldOf(bindings, 'incoming'), 'socket'), 'remoteAddress');
  return typeof address === 'string' ? address : undefined;
}

/** The address of an entry of `X-Forwarded-For`, to which some proxies add the port; undefined where it is none. */
function addressOf(entry: string): string | undefined {
  const plain = entry.trim().replaceAll('"', '');
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(plain)?.[1] ?? /^([\d.]+):\d+$/.exec(plain)?.[1] ?? plain;
  return isIP(address) === 0 ? undefined : address;
}

/**
 * The address a request came from. Behind `proxies` reverse proxies it is the entry of `X-Forwarded-For` that the outermost
 * one wrote; entries further left are the sender's own words and are not believed.
 */
export function remoteAddress(c: Context<AppEnv>, proxies: number): string {
  const told = proxies > 0 ? (c.req.header('x-forwarded-for') ?? '').split(',').at(-proxies) : undefined;
  return addressOf(told ?? '') ?? peerOf(c.env) ?? 'unknown';
}

/** Refuses what a sender asks above the limit with `too_many_requests` and `Retry-After`. */
export function limitRate(input: {
  limit: number;
  windowMs: number;
  clock: Pick<Clock, 'monotonic'>;
  /** Reverse proxies in front of the service that are to be believed; 0: none. */
  proxies: number;
}): MiddlewareHandler<AppEnv> {
  const limiter = createRateLimiter(input);
  return async (c, next) => {
    const waitMs = limiter.take(senderOf(remoteAddress(c, input.proxies)));
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      c.header('retry-after', String(retryAfterSeconds));
      throw new TooManyRequests({
        limit: input.limit,
        windowSeconds: Math.round(input.windowMs / 1000),
        retryAfterSeconds,
      });
    }
    await next();
  };
}
