import { hash } from 'node:crypto';
import { type AppEnv } from '@atoll/server-kit/app';
import { type Context } from 'hono';
import { type Answer } from './resource/read-page.ts';

/** Whether a reader who sent `If-None-Match` has this very body (RFC 9110, 13.1.2). */
function isKnown(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false;
  if (condition === '*') return true;
  return condition.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** Sets the block that an answer is as of and the tag of its body. Tells whether the reader has that body already. */
export function isFresh(c: Context<AppEnv>, { body, number, hash: blockHash }: Answer): boolean {
  const tag = `"${hash('sha1', body, 'base64url')}"`;
  c.header('atoll-block', `${number} 0x${blockHash}`);
  c.header('etag', tag);
  c.header('cache-control', 'no-cache');
  return isKnown(c.req.header('if-none-match'), tag);
}

/** Sends an answer with the block that it is as of, or says that the reader has it already. */
export function reply(c: Context<AppEnv>, answer: Answer): Response {
  if (isFresh(c, answer)) return c.body(null, 304);
  return c.body(answer.body, 200, { 'content-type': 'application/json' });
}
