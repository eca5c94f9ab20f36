import { AtollError } from '@atoll/schemas/error';
import type { Context } from 'hono';
import type { AppEnv } from '../app.ts';

/** The body is no JSON by its own account. */
export class UnsupportedBody extends AtollError {
  constructor(found: string | undefined) {
    super({
      code: 'unsupported_media_type',
      message:
        found === undefined
          ? 'the content type is missing'
          : `the content type ${found.slice(0, 100)} is not taken`,
      hint: 'send application/json',
    });
  }
}

/** Refuses a PUT, POST or PATCH that is not called JSON: a form of another site can send the other types without asking first. */
export function requireJson(c: Context<AppEnv>): void {
  if (!['POST', 'PUT', 'PATCH'].includes(c.req.method)) return;
  const found = c.req.header('content-type');
  if (found?.split(';')[0]?.trim().toLowerCase() !== 'application/json') throw new UnsupportedBody(found);
}
