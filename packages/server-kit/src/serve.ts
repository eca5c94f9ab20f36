import { type AddressInfo, isIPv6 } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { AtollError } from '@atoll/schemas/error';
import { type AppEnv } from './app.ts';
import { type Logger } from './logger.ts';

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
}): Promise<RunningServer> {
  const { app, host, logger } = input;
  const closing = new AbortController();
  const server = createAdaptorServer({
    fetch: (request, bindings) => app.fetch(request, { ...bindings, closing: closing.signal }),
    // Slow senders are cut off by node's own time-outs; an upload of hundreds of MB needs more than the default 5 min.
    serverOptions: { requestTimeout: 3_600_000, headersTimeout: 20_000, keepAliveTimeout: 5_000 },
  });
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
  return { port, host, url, close: (options) => (closed ??= close(options?.deadlineMs ?? 3000)) };
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
