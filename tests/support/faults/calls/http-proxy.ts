import {
  createServer,
  type IncomingMessage,
  request,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { CallWatch } from './calls.ts';

/** A proxy between a process and a server that it calls. */
export interface Proxy {
  /** `http://127.0.0.1:…` or the path of a Unix socket. */
  readonly at: string;
  /** While away, every connection is cut and none is taken. */
  away(isAway: boolean): void;
  close(): Promise<void>;
}

interface HttpProxyParameters {
  readonly watch: CallWatch;
  /** Where calls go to. */
  readonly target: { readonly socketPath: string } | { readonly origin: string };
  /** A path for a Unix socket; a free port of loopback when left out. */
  readonly socketPath?: string;
  /** The calls of a request; its body is given where `readsBody`. */
  readonly name: (input: { method: string; url: string; body: string }) => readonly string[];
  /** Whole bodies are read before they are forwarded, so that a call can be told by them. */
  readonly readsBody: boolean;
}

/** Forwards HTTP, streams and all, and asks the watch before, after and at the reply of each call. */
export async function openHttpProxy(parameters: HttpProxyParameters): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let isAway = false;
  const server = createServer((incoming, reply) => {
    if (isAway) return void incoming.destroy();
    forward(parameters, incoming, reply).catch(() => reply.destroy());
  });
  // Connections end when the process at their other end does.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    if (isAway) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The process that was killed does not say goodbye.
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (parameters.socketPath === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(parameters.socketPath, resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    at: parameters.socketPath ?? `http://127.0.0.1:${portOf(server.address())}`,
    away: (value) => {
      isAway = value;
      if (value) cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function portOf(address: AddressInfo | string | null): number {
  return z.object({ port: z.int() }).parse(address).port;
}

async function forward(
  { watch, target, name, readsBody }: HttpProxyParameters,
  incoming: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const body = readsBody ? await buffer(incoming) : undefined;
  const calls = name({ method, url, body: body?.toString('utf8') ?? '' });
  watch.begin(calls);
  if (watch.catches(calls, 'before')) return;
  const options: RequestOptions = { method, path: url, headers: headersFor(target, incoming), agent: false };
  const outgoing =
    'origin' in target
      ? request(target.origin, options)
      : request({ ...options, socketPath: target.socketPath });
  // Whoever called is gone: what it asked for is given up as it would be without a proxy.
  reply.on('close', () => outgoing.destroy());
  outgoing.on('error', () => reply.destroy());
  let caught = false;
  outgoing.on('finish', () => {
    caught = watch.catches(calls, 'sent');
  });
  outgoing.on('response', (answer) => {
    if (caught) return void answer.resume();
    deliver({ watch, calls, answer, reply });
  });
  if (body === undefined) incoming.pipe(outgoing);
  else outgoing.end(body);
}

function headersFor(target: HttpProxyParameters['target'], incoming: IncomingMessage) {
  return 'origin' in target ? { ...incoming.headers, host: new URL(target.origin).host } : incoming.headers;
}

function deliver(input: {
  watch: CallWatch;
  calls: readonly string[];
  answer: IncomingMessage;
  reply: ServerResponse;
}): void {
  const { watch, calls, answer, reply } = input;
  answer.on('error', () => reply.destroy());
  answer.on('aborted', () => reply.destroy());
  const status = answer.statusCode ?? 502;
  if (!watch.mayCatchAnswer(calls)) {
    reply.writeHead(status, answer.headers);
    // Some replies say at once that they have begun, and end when a container does.
    reply.flushHeaders();
    answer.pipe(reply);
    return;
  }
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => {
    if (watch.catches(calls, 'answered')) return;
    reply.writeHead(status, answer.headers);
    reply.end(Buffer.concat(chunks));
  });
}
