import type { Context } from 'hono';
import type { App, AppEnv } from '../app.ts';
import { chooseEncoding, encode, type Encoded } from './encodings.ts';
import type { PagePolicy } from './page-policy.ts';
import { etagOf, fillPage, type PageParts, type Web } from './read-web.ts';

/** A page for a request, e.g. of one asset. `status` is 200 unless given. */
export type PageOf = (
  c: Context<AppEnv>,
) => Promise<PageParts & { status?: PageStatus }> | (PageParts & { status?: PageStatus });
export type PageStatus = 200 | 400 | 404 | 503;

export interface ServeWebParameters {
  readonly web: Web;
  readonly policy: PagePolicy;
  /** Pages by their path as Hono writes it, e.g. `{ '/': home, '/assets/:id{.+}': asset }`. */
  readonly html: Readonly<Record<string, PageOf>>;
}

const forever = 'public, max-age=31536000, immutable';
const aWhile = 'public, max-age=3600';
/** Pages are asked for again each time, and answered with 304 while they are the same. */
const each = 'no-cache';
/** Of brotli, for what is made at each request. */
const pageQuality = 5;

interface Reply {
  readonly encoded: Encoded;
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
  readonly status: PageStatus;
}

/** Whether the client has these bytes already. Proxies may have made the tag a weak one. */
function isKnown(c: Context<AppEnv>, etag: string): boolean {
  const asked = (c.req.header('if-none-match') ?? '')
    .split(',')
    .map((part) => part.trim().replace(/^W\//, ''));
  return asked.includes(etag) || asked.includes('*');
}

function answer(c: Context<AppEnv>, policy: PagePolicy, reply: Reply): Response {
  const { encoded, type, etag, cache, status } = reply;
  for (const [name, value] of Object.entries(policy)) c.header(name, value);
  c.header('cache-control', cache);
  c.header('vary', 'Accept-Encoding');
  // One tag for all forms, so a weak one.
  c.header('etag', `W/${etag}`);
  if (status === 200 && isKnown(c, etag)) return c.body(null, 304);
  const encoding = chooseEncoding(c.req.header('accept-encoding'), encoded);
  const bytes = encoded[encoding] ?? encoded.identity;
  c.header('content-type', type);
  if (encoding !== 'identity') c.header('content-encoding', encoding);
  c.header('content-length', String(bytes.byteLength));
  return c.body(bytes, status);
}

/**
 * Serves a web app: its files by exactly the names that were read at the start, so that no path leads anywhere else, and its pages, each the
 * template with its own head and body.
 *
 * @example
 * serveWeb(app, { web: await readWeb({ directory }), policy: pagePolicy({ origin, connect }), html: { '/': () => ({ head, body }) } });
 */
export function serveWeb(app: App, { web, policy, html }: ServeWebParameters): void {
  for (const [path, file] of web.files) {
    const { encoded, type, etag, hashed } = file;
    app.get(path, (c) =>
      answer(c, policy, { encoded, type, etag, cache: hashed ? forever : aWhile, status: 200 }),
    );
  }
  for (const [path, pageOf] of Object.entries(html)) {
    app.get(path, async (c) => {
      const { status = 200, ...parts } = await pageOf(c);
      const page = fillPage(web, parts);
      const encoded = await encode(new TextEncoder().encode(page), pageQuality);
      const type = 'text/html; charset=utf-8';
      return answer(c, policy, { encoded, type, etag: etagOf(page), cache: each, status });
    });
  }
}
