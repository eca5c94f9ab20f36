import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { AtollError } from '@atoll/schemas/error';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { answerHead } from './answer-head.ts';
import { type BodyLimitRule, defaultBodyLimit, limitBody } from './body-limit.ts';
import type { Caller } from './caller.ts';
import { type Clock, systemClock } from './clock.ts';
import { type CrossOrigin, crossOrigin } from './cross-origin.ts';
import { documentPage } from './docs.ts';
import type { Logger } from './logger.ts';
import { malformedRequest, problemOf, problemResponse } from './problem.ts';
import { markReply, replyHeaders } from './reply-headers.ts';

/** What every handler of an Atoll service finds in its context. */
export interface AppEnv {
  Bindings: {
    /** Aborts when the server begins to close, so that endless replies can end. Absent in `app.request`. */
    closing?: AbortSignal;
  };
  Variables: {
    requestId: string;
    /** A logger that carries the request id. */
    logger: Logger;
    /** The wallet that signed the request or is signed in, lower case; set by `signedRequest`, `signedOrSession` and `sessionOnly` alone. */
    signer: `0x${string}`;
    /** Set by a service that knows its callers. */
    caller: Caller;
  };
}

export type App = OpenAPIHono<AppEnv>;

export interface CreateAppParameters {
  /** The service's name, e.g. `indexer`. */
  name: string;
  version: string;
  /** One or two sentences for the API page. */
  description: string;
  logger: Logger;
  clock?: Clock;
  /** Largest body in bytes, 1 MiB unless given. */
  maxBodyBytes?: number;
  /** Routes with another limit; the first that matches counts. */
  bodyLimits?: readonly BodyLimitRule[];
  /** Which pages of other origins may use which routes; none unless given. */
  crossOrigin?: CrossOrigin;
}

/** A router with the service's validation hook, for routes that are mounted with `app.route('/', router)`. */
export function createRouter(): App {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw malformedRequest(result.target, result.error);
    },
  });
}

/** A logger that is made when somebody first writes to it: most requests say nothing, and a child costs 10 µs. */
function madeLate(parent: Logger, make: () => Logger): Logger {
  let made: Logger | undefined;
  return new Proxy(parent, { get: (_parent, name) => Reflect.get((made ??= make()), name) });
}

function accessLog(logger: Logger, clock: Clock): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = clock.monotonic();
    c.set(
      'logger',
      madeLate(logger, () => logger.child({ requestId: c.get('requestId') })),
    );
    await next();
    if (!logger.isLevelEnabled('info')) return;
    // The query is left out: it may hold what only the caller should know.
    c.get('logger').info(
      {
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        milliseconds: Math.round((clock.monotonic() - started) * 10) / 10,
      },
      'request',
    );
  };
}

/** What no browser is to do with a reply. One that is a page sets its own policy; everything else may do nothing in a browser. */
const secure = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** The id that a proxy gave the request, or a new one. */
const requestId: MiddlewareHandler<AppEnv> = (c, next) => {
  const given = c.req.header('x-request-id') ?? '';
  const id = /^[\w=-]{1,64}$/.test(given) ? given : randomUUID();
  c.set('requestId', id);
  markReply(c, { 'x-request-id': id });
  return next();
};

/** Characters of a URL; more is answered with 414. */
const longestUrl = 8192;

/** The URL is longer than any that is asked for in earnest. */
class UriTooLong extends AtollError {
  constructor() {
    super({
      code: 'uri_too_long',
      message: `the URL is longer than ${longestUrl} characters`,
      hint: 'ask for less at once',
      data: { maxLength: longestUrl },
    });
  }
}

const limitUrl: MiddlewareHandler = (c, next) => {
  if (c.req.url.length > longestUrl) throw new UriTooLong();
  return next();
};

/**
 * The HTTP application that every Atoll service starts from: request ids, access log, security headers, body limit,
 * Problem Details for every error, OpenAPI 3.1 at `/openapi.json` and a page of it at `/docs`.
 *
 * @example
 * const app = createApp({ name: 'indexer', version: '0.1.0', description: 'Mirror of chain and IPFS.', logger });
 * app.openapi(listAssets, async (c) => c.json(await list(ctx, c.req.valid('query')), 200));
 */
export function createApp(parameters: CreateAppParameters): App {
  const { name, version, description, logger, clock = systemClock } = parameters;
  const app = createRouter();

  app.use(requestId);
  app.use(accessLog(logger, clock));
  app.use(replyHeaders(() => secure));
  app.use(answerHead);
  app.use(limitUrl);
  if (parameters.crossOrigin !== undefined) app.use(crossOrigin(parameters.crossOrigin));
  app.use(
    limitBody({
      rules: parameters.bodyLimits ?? [],
      maxBytes: parameters.maxBodyBytes ?? defaultBodyLimit,
    }),
  );

  app.notFound((c) => problemResponse(c, problemOf(noRoute(c.req.method, c.req.path), c.get('requestId'))));
  app.onError((error, c) => {
    const problem = problemOf(error, c.get('requestId'));
    // what keeps a service from being ready is told by its checks, once
    const isFailure = problem.status >= 500 && problem.code !== 'not_ready';
    if (isFailure) c.get('logger').error({ err: error, code: problem.code }, 'request failed');
    else c.get('logger').debug({ code: problem.code, detail: problem.detail }, 'request refused');
    const response = problemResponse(c, problem);
    if (error instanceof HTTPException) copyChallenge(error, response);
    return response;
  });

  addDocuments(app, { openapi: '3.1.0', info: { title: `Atoll ${name}`, version, description } });
  return app;
}

/**
 * What describes the API. Made when somebody first asks, and once: for hundreds of routes it takes a quarter of a second of processor, and no
 * route comes after the first request.
 */
function addDocuments(app: App, info: Parameters<App['getOpenAPI31Document']>[0]): void {
  let text: string | undefined;
  let page: ReturnType<typeof documentPage> | undefined;
  const document = () => (text ??= JSON.stringify(app.getOpenAPI31Document(info)));
  app.get('/openapi.json', (c) => c.body(document(), 200, { 'content-type': 'application/json' }));
  app.get('/docs', (c) => {
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    return c.html((page ??= documentPage(JSON.parse(document()))));
  });
}

function copyChallenge(error: HTTPException, response: Response): void {
  for (const header of ['www-authenticate', 'retry-after']) {
    const value = error.res?.headers.get(header);
    if (value !== undefined && value !== null) response.headers.set(header, value);
  }
}

function noRoute(method: string, path: string): AtollError {
  return new AtollError({
    code: 'not_found',
    message: `no route ${method} ${path}`,
    hint: '/docs lists the routes of this service',
  });
}
