import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry of the tests on loopback: serves what it is given, by digest, to whoever brings its token. */
export interface TestRegistry {
  /** E.g. `127.0.0.1:40123`. */
  readonly host: string;
  /** What was asked for, in order: `GET manifests sha256:…`, with the range. */
  readonly asked: string[];
  put(bytes: Uint8Array): { digest: string; size: number };
  /** Cuts the next answers off after so many bytes. */
  cutAfter(bytes: number | undefined): void;
  close(): Promise<void>;
}

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function startRegistry(options: {
  name: string;
  /** Wants a token, which it hands out to everybody. */
  token?: string;
  /** Answers with the whole whatever range was asked for. */
  ignoresRanges?: boolean;
}): Promise<TestRegistry> {
  const blobs = new Map<string, Uint8Array>();
  const asked: string[] = [];
  let cut: number | undefined;

  const answer = (request: IncomingMessage, reply: ServerResponse, origin: string): void => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/token') {
      asked.push(`token ${url.searchParams.get('scope')}`);
      reply.end(JSON.stringify({ token: options.token }));
      return;
    }
    const range = request.headers.range;
    const [, kind, digest] =
      new RegExp(`^/v2/${options.name}/(manifests|blobs)/(sha256:[0-9a-f]{64})$`).exec(url.pathname) ?? [];
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      reply.writeHead(401, { 'www-authenticate': `Bearer realm="${origin}/token",service="test"` }).end();
      return;
    }
    const bytes = digest === undefined ? undefined : blobs.get(digest);
    asked.push(`${kind} ${digest}${range === undefined ? '' : ` ${range}`}`);
    if (bytes === undefined) {
      reply.writeHead(404).end();
      return;
    }
    const from = options.ignoresRanges === true ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const part = bytes.subarray(from);
    reply.writeHead(from > 0 ? 206 : 200, {
      'content-length': part.byteLength,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}` } : {}),
    });
    if (cut === undefined || kind !== 'blobs' || part.byteLength <= cut) reply.end(part);
    else reply.write(part.subarray(0, cut), () => reply.destroy());
  };

  const server = createServer((request, reply) => answer(request, reply, `http://${request.headers.host}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    put: (bytes) => {
      blobs.set(digestOf(bytes), bytes);
      return { digest: digestOf(bytes), size: bytes.byteLength };
    },
    cutAfter: (bytes) => {
      cut = bytes;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
