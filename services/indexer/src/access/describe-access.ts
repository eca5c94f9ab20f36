import type { ProblemCode } from '@atoll/schemas/problem';
import { problemResponses } from '@atoll/server-kit/problem';

const whole = { type: 'integer' as const };
const retryAfter = {
  'Retry-After': { schema: whole, description: 'seconds to wait; missing where waiting does not help' },
};

/** What every counted answer says of the caller's requests a minute. */
export const quotaHeaders = {
  'RateLimit-Limit': { schema: whole, description: 'requests a minute that the caller has' },
  'RateLimit-Remaining': { schema: whole, description: 'how many of them are left' },
  'RateLimit-Reset': { schema: whole, description: 'seconds until the window ends' },
};

/** Without a key, or with one: for who asks for what everybody may. */
export const keyOptional: Record<string, string[]>[] = [{}, { key: [] }];
/** With a key alone. */
export const keyNeeded: Record<string, string[]>[] = [{ key: [] }];

/** How a key is shown. */
export const keyScheme = {
  type: 'http' as const,
  scheme: 'bearer',
  description: 'a key that the operator made, `atoll_…`',
};

/** The problems of a route: its own, and that a request is not let in. */
export function refusals(...codes: readonly ProblemCode[]) {
  const all = problemResponses(
    'malformed_request',
    'invalid_key',
    'uri_too_long',
    'too_many_requests',
    'internal',
    ...codes.filter((code) => code !== 'malformed_request'),
  );
  return Object.fromEntries(
    Object.entries(all).map(([status, described]) => [
      status,
      status === '429' ? { ...described, headers: { ...quotaHeaders, ...retryAfter } } : described,
    ]),
  );
}

/** The problems of a route that takes a body. */
export const refusalsOfBody = (...codes: readonly ProblemCode[]) =>
  refusals('payload_too_large', 'unsupported_media_type', ...codes);
