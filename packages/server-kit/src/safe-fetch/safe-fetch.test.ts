import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type AllowedHost, parseAllowedHost } from './allowed-hosts.ts';
import { safeFetch, type SafeFetchParameters, type SafeResponse } from './safe-fetch.ts';
import { safePost } from './safe-post.ts';
import { tlsFixture } from './tls-fixture.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

const hosts = (...entries: string[]): AllowedHost[] =>
  entries.flatMap((entry) => parseAllowedHost(entry) ?? []);

/** A listener of the test's own on loopback, and what it was asked. */
async function listen(listener: RequestListener, options: { tls?: boolean; address?: string } = {}) {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const record: RequestListener = (request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    listener(request, response);
  };
  const server = options.tls === true ? createTlsServer(tlsFixture, record) : createServer(record);
  servers.push(server);
  server.listen(0, options.address ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = portOf(server.address());
  return { port, seen };
}

function portOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return address;
}

const fetchIt = (url: string, more: Partial<SafeFetchParameters> = {}) =>
  safeFetch({ url, maxBytes: 1000, allowed: hosts('127.0.0.1'), ...more });

async function textOf(response: SafeResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const refused = { code: 'source_refused', retryable: false };
const failed = { code: 'source_unavailable', retryable: true };

test('an allowed server’s bytes arrive, asked for by its name and uncompressed', async () => {
  const { port, seen } = await listen((_request, response) => response.end('depth,kind\n'));
  const response = await fetchIt(`http://files.test:${port}/reef.csv?version=1#top`, {
    resolve: () => Promise.resolve(['127.0.0.1']),
  });
  expect(response.status).toBe(200);
  expect(await textOf(response)).toBe('depth,kind\n');
  expect(seen).toEqual([
    {
      url: '/reef.csv?version=1',
      headers: expect.objectContaining({ host: `files.test:${port}`, 'accept-encoding': 'identity' }),
    },
  ]);
});

test.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://localhost.:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
])('%s is refused where nothing is allowed, and nobody is connected to', async (form) => {
  const { port, seen } = await listen((_request, response) => response.end());
  const url = form.replace('PORT', String(port));
  await expect(fetchIt(url, { allowed: [] })).rejects.toMatchObject(refused);
  expect(seen).toEqual([]);
});

test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:text/plain,a', 'gopher://127.0.0.1/', 'nothing'])(
  '%s is refused for its protocol',
  async (url) => {
    await expect(fetchIt(url)).rejects.toMatchObject(refused);
  },
);

test('a URL with credentials is refused, and they are in no message', async () => {
  const error: unknown = await fetchIt('http://user:hunter2@127.0.0.1/').catch((reason: unknown) => reason);
  expect(error).toMatchObject(refused);
  expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
});

test('a name is looked up once: an answer that changes between check and connection changes nothing', async () => {
  const good = await listen((_request, response) => response.end('good'));
  const evil = await listen((_request, response) => response.end('evil'), { address: '127.0.0.2' });
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  let looked = 0;
  const response = await fetchIt(`http://rebind.test:${good.port}/`, {
    resolve: () => Promise.resolve(answers[looked++] ?? []),
  });
  expect(await textOf(response)).toBe('good');
  expect({ looked, evil: evil.seen }).toEqual({ looked: 1, evil: [] });
});

test('a name with one address that may not be reached is refused as a whole', async () => {
  const { port, seen } = await listen((_request, response) => response.end());
  const resolve = () => Promise.resolve(['127.0.0.1', '10.0.0.1']);
  await expect(fetchIt(`http://mixed.test:${port}/`, { resolve })).rejects.toMatchObject(refused);
  expect(seen).toEqual([]);
});

test('a redirect is checked anew: it leads to no address that a URL could not name', async () => {
  const inner = await listen((_request, response) => response.end('secret'), { address: '127.0.0.2' });
  const outer = await listen((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.2:${inner.port}/latest/meta-data` }).end(),
  );
  await expect(fetchIt(`http://127.0.0.1:${outer.port}/`)).rejects.toMatchObject(refused);
  expect(inner.seen).toEqual([]);
});

test.each(['file:///etc/passwd', 'http://user:pass@127.0.0.1/', '//10.0.0.1/', 'http://[::1]/'])(
  'a redirect to %s is refused',
  async (location) => {
    const { port } = await listen((_request, response) => response.writeHead(301, { location }).end());
    await expect(fetchIt(`http://127.0.0.1:${port}/`)).rejects.toMatchObject(refused);
  },
);

test('redirects are followed to a bound, and credentials go to no other origin', async () => {
  const last = await listen((_request, response) => response.end('there'));
  const first = await listen((request, response) =>
    request.url === '/a'
      ? response.writeHead(302, { location: '/b' }).end()
      : response.writeHead(307, { location: `http://127.0.0.1:${last.port}/c` }).end(),
  );
  const headers = { Authorization: 'Bearer key', Cookie: 'a=b', 'X-Api-Key': 'key', Range: 'bytes=0-4' };
  const response = await fetchIt(`http://127.0.0.1:${first.port}/a`, { headers, redirects: 2 });
  expect(await textOf(response)).toBe('there');
  expect(first.seen[1]?.headers).toMatchObject({
    authorization: 'Bearer key',
    cookie: 'a=b',
    'x-api-key': 'key',
  });
  expect(last.seen[0]?.headers).toMatchObject({ range: 'bytes=0-4' });
  for (const name of ['authorization', 'cookie', 'x-api-key'])
    expect(last.seen[0]?.headers).not.toHaveProperty(name);
  await expect(fetchIt(`http://127.0.0.1:${first.port}/a`, { redirects: 1 })).rejects.toMatchObject(refused);
});

test('a body is cut at the limit, whether its length was said or not', async () => {
  const said = await listen((_request, response) => response.end(Buffer.alloc(1001)));
  await expect(fetchIt(`http://127.0.0.1:${said.port}/`)).rejects.toMatchObject(refused);
  const unsaid = await listen((_request, response) => {
    const more = () => response.write(Buffer.alloc(400), (error) => (error ? undefined : more()));
    more();
  });
  await expect(textOf(await fetchIt(`http://127.0.0.1:${unsaid.port}/`))).rejects.toMatchObject(refused);
});

test('compressed bytes are refused instead of expanded', async () => {
  const { port } = await listen((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100))),
  );
  await expect(fetchIt(`http://127.0.0.1:${port}/`)).rejects.toMatchObject(refused);
});

test('a server that does not answer, stalls or ends early is given up', async () => {
  const silent = await listen(() => undefined);
  const limits = { headersMs: 200, stallMs: 200 };
  await expect(fetchIt(`http://127.0.0.1:${silent.port}/`, { limits })).rejects.toMatchObject(failed);
  const stalling = await listen((_request, response) => void response.write('a'));
  const stalled = await fetchIt(`http://127.0.0.1:${stalling.port}/`, { limits });
  await expect(textOf(stalled)).rejects.toMatchObject({
    ...failed,
    data: { reason: 'no byte came for too long' },
  });
  const short = await listen((_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('a', () => response.socket?.destroy());
  });
  await expect(textOf(await fetchIt(`http://127.0.0.1:${short.port}/`))).rejects.toMatchObject(failed);
  const resolve = () => new Promise<string[]>(() => undefined);
  await expect(fetchIt('http://slow.test/', { limits, resolve })).rejects.toMatchObject(failed);
});

test('a server that drips its bytes is given up when the time for all of it is over', async () => {
  const drip = (response: ServerResponse) => {
    const timer = setInterval(() => response.write('a'), 20);
    response.once('close', () => clearInterval(timer));
  };
  const { port } = await listen((request, response) =>
    request.url === '/moved' ? response.writeHead(302, { location: '/' }).end() : drip(response),
  );
  const limits = { totalMs: 200 };
  const late = { ...failed, data: { reason: 'it took too long in all' } };
  for (const path of ['/', '/moved'])
    await expect(fetchIt(`http://127.0.0.1:${port}${path}`, { limits }).then(textOf)).rejects.toMatchObject(
      late,
    );
  const silent = await listen(() => undefined);
  await expect(fetchIt(`http://127.0.0.1:${silent.port}/`, { limits })).rejects.toMatchObject(late);
  const resolve = () => new Promise<string[]>(() => undefined);
  await expect(fetchIt('http://slow.test/', { limits, resolve })).rejects.toMatchObject(late);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(fetchIt(`http://127.0.0.1:${port}/`, { limits, signal })).rejects.toThrow('enough');
  const quick = await listen((_request, response) => response.end('quick'));
  expect(await textOf(await fetchIt(`http://127.0.0.1:${quick.port}/`, { limits }))).toBe('quick');
});

test('a signal ends it at the look-up, at the head and in the body', async () => {
  const { port } = await listen((request, response) => {
    if (request.url === '/body') response.write('a');
  });
  for (const path of ['/head', '/body']) {
    const stop = new AbortController();
    const reading = fetchIt(`http://127.0.0.1:${port}${path}`, { signal: stop.signal }).then(textOf);
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(reading).rejects.toThrow('enough');
  }
  await expect(
    fetchIt(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});

test('a signal that has aborted starts no look-up', async () => {
  let asked = 0;
  const resolve = () => {
    asked += 1;
    return Promise.reject(new Error('no such name'));
  };
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(fetchIt('http://gone.test/', { signal, resolve })).rejects.toThrow('enough');
  expect(asked).toBe(0);
});

test('a certificate has to be the name’s, although the connection goes to an address', async () => {
  const { port } = await listen((_request, response) => response.end('sealed'), { tls: true });
  const more = { ca: tlsFixture.cert, resolve: () => Promise.resolve(['127.0.0.1']) };
  expect(await textOf(await fetchIt(`https://files.test:${port}/`, more))).toBe('sealed');
  await expect(fetchIt(`https://other.test:${port}/`, more)).rejects.toMatchObject(failed);
  await expect(fetchIt(`https://files.test:${port}/`, { resolve: more.resolve })).rejects.toMatchObject(
    failed,
  );
});

test('https never redirects to http', async () => {
  const plain = await listen((_request, response) => response.end());
  const { port } = await listen(
    (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${plain.port}/` }).end(),
    { tls: true },
  );
  await expect(
    fetchIt(`https://files.test:${port}/`, {
      ca: tlsFixture.cert,
      resolve: () => Promise.resolve(['127.0.0.1']),
    }),
  ).rejects.toMatchObject(refused);
  expect(plain.seen).toEqual([]);
});

test('a POST carries its body, and is redirected nowhere', async () => {
  const bodies: string[] = [];
  const { port, seen } = await listen((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.on('end', () => response.writeHead(307, { location: '/else' }).end());
  });
  const sent = { body: '{"name":"récif"}', allowed: hosts('127.0.0.1'), totalMs: 5000 };
  expect(await safePost({ url: `http://127.0.0.1:${port}/here`, ...sent })).toMatchObject({ status: 307 });
  expect(bodies).toEqual([sent.body]);
  expect(seen).toMatchObject([{ url: '/here', headers: { 'content-length': '17' } }]);
  await expect(safePost({ ...sent, url: `http://127.0.0.1:${port}/`, allowed: [] })).rejects.toMatchObject(
    refused,
  );
});

test('what follows the head of the answer to a POST is of no account', async () => {
  const { port } = await listen((request, response) => {
    if (request.url === '/silent') return;
    const headers = { 'content-encoding': 'gzip', 'content-length': '9'.repeat(15), 'retry-after': '3' };
    response.writeHead(request.url === '/full' ? 507 : 200, headers).write('x');
  });
  const post = (path: string) =>
    safePost({
      url: `http://127.0.0.1:${port}${path}`,
      body: '{}',
      allowed: hosts('127.0.0.1'),
      totalMs: 200,
    });
  expect((await post('/')).status).toBe(200);
  expect(await post('/full')).toMatchObject({ status: 507, headers: { 'retry-after': '3' } });
  await expect(post('/silent')).rejects.toMatchObject(failed);
});
