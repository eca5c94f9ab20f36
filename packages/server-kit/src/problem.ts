import { AtollError } from '@atoll/schemas/error';
import { Problem, type ProblemCode, problemStatus } from '@atoll/schemas/problem';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import { isDatabaseAway } from './database-away.ts';

/** What the caller sent cannot be read as what the route expects. */
export class MalformedRequest extends AtollError {
  constructor(input: { issues: readonly RequestIssue[]; cause?: unknown }) {
    super({
      code: 'malformed_request',
      message: input.issues.map((issue) => `${issue.path}: ${issue.expected}`).join('; '),
      hint: 'correct the named fields; /openapi.json describes them',
      data: { issues: input.issues },
      cause: input.cause,
    });
  }
}

/** One thing that is wrong with a request: where, as `part.path.to.field`, and what was expected there. */
export interface RequestIssue {
  readonly path: string;
  readonly expected: string;
}

/** The request's body is larger than the route takes. */
export class PayloadTooLarge extends AtollError {
  constructor(input: { maxBytes: number }) {
    super({
      code: 'payload_too_large',
      message: `the body is larger than ${input.maxBytes} bytes`,
      hint: 'send less in one request',
      data: { maxBytes: input.maxBytes },
    });
  }
}

/** Names every field that zod refused, prefixed by the part of the request (`json`, `query`, `param`, `header`). */
export function malformedRequest(target: string, error: z.core.$ZodError): MalformedRequest {
  const issues = error.issues.map((issue) => ({
    path: [target, ...issue.path.map(String)].join('.'),
    expected: issue.message,
  }));
  return new MalformedRequest({ issues, cause: error });
}

function codeOfStatus(status: number): ProblemCode {
  switch (status) {
    case 401:
      return 'invalid_signature';
    case 403:
      return 'not_allowed';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 413:
      return 'payload_too_large';
    case 415:
      return 'unsupported_media_type';
    case 429:
      return 'too_many_requests';
    default:
      return status >= 400 && status < 500 ? 'malformed_request' : 'internal';
  }
}

interface ProblemFields {
  code: ProblemCode;
  detail: string;
  hint: string;
  retryable: boolean;
  data?: Readonly<Record<string, unknown>>;
}

function fieldsOf(error: unknown): ProblemFields {
  if (error instanceof AtollError && error.code !== 'internal') {
    return {
      code: error.code,
      detail: error.message,
      hint: error.hint,
      retryable: error.retryable,
      data: error.data,
    };
  }
  if (error instanceof HTTPException && codeOfStatus(error.status) !== 'internal') {
    return {
      code: codeOfStatus(error.status),
      detail: error.message === '' ? 'the request was refused' : error.message,
      hint: 'correct the request; /openapi.json describes what is expected',
      retryable: false,
    };
  }
  if (isDatabaseAway(error)) {
    return {
      code: 'database_unavailable',
      detail: 'the database does not answer',
      hint: 'ask again in a moment; the service connects again by itself',
      retryable: true,
    };
  }
  return {
    code: 'internal',
    detail: 'something went wrong inside the service',
    hint: 'tell the operator the request id; its log has the cause',
    retryable: true,
  };
}

/**
 * Problem Details of anything that was thrown. Errors that Atoll raises on purpose speak for themselves; whatever
 * else was thrown is told to the caller as an opaque `internal`, since its message may hold what is not theirs.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const fields = fieldsOf(error);
  return {
    type: `urn:atoll:problem:${fields.code}`,
    title: fields.code.replaceAll('_', ' '),
    status: problemStatus(fields.code),
    detail: fields.detail,
    code: fields.code,
    hint: fields.hint,
    retryable: fields.retryable,
    requestId,
    ...(fields.data !== undefined && Object.keys(fields.data).length > 0 ? { data: fields.data } : {}),
  };
}

/** The reply that carries a problem, as `application/problem+json`; amounts become decimal strings. */
export function problemResponse(c: Context, problem: Problem): Response {
  const body = JSON.stringify(problem, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  // Through the context, so that headers set by middleware (request id) are kept.
  return c.body(body, problemStatus(problem.code), { 'content-type': 'application/problem+json' });
}

/**
 * The OpenAPI description of a route's problems, one entry per HTTP status that the codes map to.
 *
 * @example
 * createRoute({ …, responses: { 200: …, ...problemResponses('not_found', 'stale_version') } });
 */
export function problemResponses(...codes: readonly ProblemCode[]) {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const status = problemStatus(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      { description: list.join(', '), content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}
