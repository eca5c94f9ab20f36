import { gzipSync } from 'node:zlib';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { connectHttp, retryAfter, type RpcConnection } from './rpc-http.ts';

const servers: Server[] = [];
const connections: RpcConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

function connect(url: string): RpcConnection {
  const connection = connectHttp(url);
  connections.push(connection);
  return connection;
}

async function asked(listener: RequestListener, limits: { maxBytes?: number; timeoutMs?: number } = {}) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const connection = connect(
    `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/secret-key`,
  );
  const { signal } = new AbortController();
  return connection.send({ body: '{}', id: 1 }, { maxBytes: 1000, timeoutMs: 5000, signal, ...limits });
}

test('an answer is parsed, whole and packed alike', async () => {
  await expect(asked((_, response) => response.end('{"id":1}'))).resolves.toEqual({ id: 1 });
  const packed = gzipSync('{"id":2}');
  const replied = asked((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
  await expect(replied).resolves.toEqual({ id: 2 });
});

test('an answer that is too long is broken off, and so is one that unpacks to too much', async () => {
  const long = asked((_, response) => response.end('0'.repeat(1001)));
  await expect(long).rejects.toMatchObject({ kind: 'range', code: 'chain_unavailable' });
  const bomb = gzipSync(Buffer.alloc(10_000_000, 48));
  const unpacked = asked((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb), {
    maxBytes: 100_000,
  });
  await expect(unpacked).rejects.toMatchObject({ kind: 'range' });
});

test.each([
  ['cut-off JSON', 200, {}, '{"id":', { kind: 'invalid' }],
  ['a page', 200, {}, '<html></html>', { kind: 'invalid' }],
  [
    'too many requests',
    429,
    { 'retry-after': '2' },
    '{"jsonrpc":"2.0","error":{}}',
    { kind: 'limit', retryAfterMs: 2000 },
  ],
  ['too large', 413, {}, '', { kind: 'range' }],
  ['a bad gateway', 502, {}, 'bad gateway', { kind: 'unreachable' }],
  ['a redirect', 302, { location: 'http://127.0.0.1:9/' }, '', { kind: 'unreachable' }],
])('%s is a failure that says what kind it is', async (_what, status, headers, body, failure) => {
  await expect(asked((_, response) => response.writeHead(status, headers).end(body))).rejects.toMatchObject(
    failure,
  );
});

test('a refusal in JSON-RPC is read whatever the status', async () => {
  const reply = { jsonrpc: '2.0', id: 1, error: { code: -32005, message: 'limit' } };
  await expect(asked((_, response) => response.writeHead(400).end(JSON.stringify(reply)))).resolves.toEqual(
    reply,
  );
});

test('a connection that breaks within the answer is a failure', async () => {
  const broken = asked((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{', () => response.destroy());
  });
  await expect(broken).rejects.toMatchObject({ kind: 'unreachable' });
});

test('a node that does not answer in time is a failure', async () => {
  await expect(asked(() => undefined, { timeoutMs: 30 })).rejects.toMatchObject({ kind: 'timeout' });
});

test('a node that is not there is a failure that shows nothing of the path', async () => {
  const connection = connect('http://127.0.0.1:9/secret-key');
  const { signal } = new AbortController();
  const failure: unknown = await connection
    .send({ body: '{}', id: 1 }, { maxBytes: 1000, timeoutMs: 5000, signal })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'unreachable' });
  expect(String(failure)).not.toContain('secret');
});

test('Retry-After is read in seconds and as a date, and bounded', () => {
  expect(retryAfter('3')).toBe(3000);
  expect(retryAfter('99999999')).toBe(3_600_000);
  expect(retryAfter('Wed, 21 Oct 2015 07:28:10 GMT', Date.parse('Wed, 21 Oct 2015 07:28:00 GMT'))).toBe(
    10_000,
  );
  expect(retryAfter('soon')).toBeUndefined();
  expect(retryAfter(undefined)).toBeUndefined();
});
