import { type AddressInfo, isIPv6 } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { AtollError } from '@atoll/schemas/error';
import type { AppEnv } from './app.ts';
import type { Logger } from './logger.ts';

/** The port to listen on belongs to another process. */
export class PortTaken extends AtollError {
  constructor(input: { host: string; port: number; cause: unknown }) {
    super({
      code: 'configuration_invalid',
      message: `port ${input.port} on ${input.host} is taken by another process`,
      hint: 'set PORT to another port, or to 0 for any free one',
      data: { port: input.port, host: input.host },
      cause: input.cause,
    });
  }
}

/** The address cannot be listened on. */
export class ListenFailed extends AtollError {
  constructor(input: { host: string; port: number; cause: unknown }) {
    super({
      code: 'configuration_invalid',
      message: `cannot listen on ${input.host} port ${input.port}: ${input.cause instanceof Error ? input.cause.message : 'refused'}`,
      hint: 'check HOST and PORT',
      data: { port: input.port, host: input.host },
      cause: input.cause,
    });
  }
}

export interface RunningServer {
  /** The port that was really taken. */
  readonly port: number;
  readonly host: string;
  /** `http://host:port`, with loopback where the server listens on every address. */
  readonly url: string;
  /** Stops taking requests, lets running ones end until the deadline, then cuts them off. */
  close(options?: { deadlineMs?: number }): Promise<void>;
}

interface Served {
  fetch(request: Request, bindings: AppEnv['Bindings']): Response | Promise<Response>;
}

/** What a server bears from those who connect. */
export interface ServerLimits {
  /** Milliseconds in which the head of a request has to be there. */
  readonly headersMs: number;
  /** Milliseconds in which a whole request, its body included, has to be there. */
  readonly requestMs: number;
  /** Milliseconds that a kept-alive connection may wait for its next request. */
  readonly keepAliveMs: number;
  /** Milliseconds without a byte either way after which a connection is cut; 0: never. */
  readonly idleMs: number;
  /** Bytes of the head of a request, its URL included; more is answered with 431. */
  readonly headerBytes: number;
  /** Connections at once; further ones are closed as they come. */
  readonly connections: number;
  /** Milliseconds between two looks for connections that took too long. */
  readonly checkMs: number;
}

/** An upload of hundreds of MB may take long; everything else is bounded so that slow senders do not pile up. */
const defaultLimits: ServerLimits = {
  headersMs: 10_000,
  requestMs: 3_600_000,
  keepAliveMs: 5000,
  idleMs: 0,
  headerBytes: 16 * 1024,
  connections: 10_000,
  checkMs: 1000,
};

/**
 * Serves an app over HTTP. Port 0 takes a free one; the port in the answer is the real one.
 *
 * @throws PortTaken, ListenFailed
 * @example
 * const server = await serve({ app, port: env.PORT, host: env.HOST, logger });
 * shutdown.add('http', () => server.close());
 */
export async function serve(input: {
  app: Served;
  port: number;
  host: string;
  logger: Logger;
  limits?: Partial<ServerLimits>;
}): Promise<RunningServer> {
  const { app, host, logger } = input;
  const limits = { ...defaultLimits, ...input.limits };
  const closing = new AbortController();
  const server = createAdaptorServer({
    fetch: (request, bindings) => app.fetch(request, { ...bindings, closing: closing.signal }),
    serverOptions: {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      // Node's own default is 30 s, which is what slow senders would get whatever the time-outs say.
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
    },
  });
  bound(server, limits, logger);
  // A kept-alive connection whose last reply was sent while closing would hold the server for its idle time-out.
  server.on('request', (_request, response) => {
    response.once('close', () => {
      if (closing.signal.aborted) setImmediate(() => closeIdle(server));
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const fields = { host, port: input.port, cause };
      reject(cause.code === 'EADDRINUSE' ? new PortTaken(fields) : new ListenFailed(fields));
    });
    server.listen(input.port, host, () => resolve(portOf(server.address())));
  });
  server.on('error', (error) => logger.error({ err: error }, 'server error'));
  const url = `http://${shownHost(host)}:${port}`;
  logger.info({ url }, 'listening');

  let closed: Promise<void> | undefined;
  const close = async (deadlineMs: number) => {
    closing.abort();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    closeIdle(server);
    const timer = setTimeout(() => {
      logger.warn({ deadlineMs }, 'requests still running at the deadline are cut off');
      if ('closeAllConnections' in server) server.closeAllConnections();
    }, deadlineMs);
    await ended;
    clearTimeout(timer);
  };
  return { port, host, url, close: (options) => (closed ??= close(options?.deadlineMs ?? 2000)) };
}

function bound(server: ServerType, limits: ServerLimits, logger: Logger): void {
  server.maxConnections = limits.connections;
  if ('setTimeout' in server && limits.idleMs > 0) server.setTimeout(limits.idleMs);
  let dropped = 0;
  server.on('drop', () => {
    dropped += 1;
    // One line for each power of two: a flood is not to fill the log.
    if (Number.isInteger(Math.log2(dropped))) {
      logger.warn({ dropped, connections: limits.connections }, 'connections beyond the limit are closed');
    }
  });
}

function closeIdle(server: ServerType): void {
  if ('closeIdleConnections' in server) server.closeIdleConnections();
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string')
    throw new TypeError('the server listens on no TCP port');
  return address.port;
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}
