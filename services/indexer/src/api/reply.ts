import type { AppEnv } from '@atoll/server-kit/app';
import { markReply, replyWith } from '@atoll/server-kit/reply-headers';
import type { Context } from 'hono';
import { type Answer, tagOf } from './resource/reader.ts';

/** Whether a reader who sent `If-None-Match` has this very body (RFC 9110, 13.1.2). */
function isKnown(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false;
  if (condition === '*') return true;
  return condition.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** The block that an answer is as of, and the tag of its body. */
const headersOf = ({ number, hash: blockHash }: Answer, tag: string) => ({
  'atoll-block': `${number} 0x${blockHash}`,
  etag: tag,
  'cache-control': 'no-cache',
});

/** Sets the block that an answer is as of and the tag of its body. Tells whether the reader has that body already. */
export function isFresh(c: Context<AppEnv>, answer: Answer): boolean {
  const tag = answer.tag ?? tagOf(answer.body);
  markReply(c, headersOf(answer, tag));
  return isKnown(c.req.header('if-none-match'), tag);
}

/** Sends an answer with the block that it is as of, or says that the reader has it already. */
export function reply(c: Context<AppEnv>, answer: Answer): Response {
  // Once, for the tag and for the connection.
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const tag = answer.tag ?? tagOf(body);
  const headers = headersOf(answer, tag);
  if (isKnown(c.req.header('if-none-match'), tag)) return replyWith(c, null, headers);
  return replyWith(c, body, { ...headers, 'content-type': 'application/json' });
}
