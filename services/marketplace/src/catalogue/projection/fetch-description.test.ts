import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { expect, onTestFinished, test } from 'vitest';
import { fetchDescription } from './fetch-description.ts';

const document = Buffer.from('{"name":"small"}');
const digest = `0x${createHash('sha256').update(document).digest('hex')}` as const;
const kept = Buffer.from('from the store');
const storage = { getDocument: async () => kept };
const { signal } = new AbortController();

/** A server of this machine that should hear of nobody, unless it is allowed. */
async function listen(answer: RequestListener = (_request, reply) => reply.end(document)) {
  const seen: string[] = [];
  const server = createServer((request, reply) => {
    seen.push(request.url ?? '');
    answer(request, reply);
  });
  const { promise, resolve: ready } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => ready(undefined));
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return { port: address.port, seen };
}

function allow(port: number) {
  const host = parseAllowedHost(`provider.test:${port}`);
  if (host === undefined) throw new TypeError('no host');
  return { allowed: [host], resolve: async () => ['127.0.0.1'] };
}

test('a provider that may be reached gives the document of the digest itself', async () => {
  const { port, seen } = await listen();
  const endpoint = `http://provider.test:${port}`;
  const reach = allow(port);
  expect(Buffer.from(await fetchDescription(storage, { endpoint, digest, signal, reach }))).toEqual(document);
  expect(seen).toHaveLength(1);
});

test.each([
  'http://127.0.0.1:PORT',
  'http://localhost:PORT',
  'http://2130706433:PORT',
  'http://[::ffff:127.0.0.1]:PORT',
  'http://0.0.0.0:PORT',
  'http://10.0.0.1',
  'http://172.16.0.1',
  'http://192.168.1.1',
  'http://169.254.169.254',
  'http://100.64.0.1',
  'http://[fd00::1]',
  'http://[fe80::1]',
  'http://user:password@127.0.0.1:PORT',
  'file:///etc/passwd',
  'nothing',
])('a provider that registered %s makes this machine ask nobody', async (form) => {
  const { port, seen } = await listen();
  const endpoint = form.replace('PORT', String(port));
  expect(await fetchDescription(storage, { endpoint, digest, signal })).toBe(kept);
  expect(seen).toEqual([]);
});

test('a redirect is not followed', async () => {
  const inside = await listen();
  const { port } = await listen((_request, reply) => {
    reply.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end();
  });
  const endpoint = `http://provider.test:${port}`;
  expect(await fetchDescription(storage, { endpoint, digest, signal, reach: allow(port) })).toBe(kept);
  expect(inside.seen).toEqual([]);
});

test('a name that says one thing to the check cannot say another to the connection (DNS rebinding)', async () => {
  const { port, seen } = await listen();
  const answers = [['203.0.113.7', '127.0.0.1'], ['127.0.0.1']];
  let asked = 0;
  const reach = { resolve: async () => answers[asked++] ?? [] };
  const endpoint = `http://provider.test:${port}`;
  expect(await fetchDescription(storage, { endpoint, digest, signal, reach })).toBe(kept);
  expect([asked, seen]).toEqual([1, []]);
});

test('bytes of another digest are not taken', async () => {
  const { port } = await listen((_request, reply) => reply.end('{"name":"huge"}'));
  const endpoint = `http://provider.test:${port}`;
  expect(await fetchDescription(storage, { endpoint, digest, signal, reach: allow(port) })).toBe(kept);
});

test('a document that comes a byte at a time is given up, however many bytes still come', async () => {
  const { port } = await listen((_request, reply) => {
    const dripping = setInterval(() => reply.write('{'), 20);
    reply.on('close', () => clearInterval(dripping));
  });
  const input = { endpoint: `http://provider.test:${port}`, digest, signal, reach: allow(port) };
  expect(await fetchDescription(storage, { ...input, deadlineMs: 200 })).toBe(kept);
});

test('whoever stops waiting for a document is told so, and the store is not asked', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const { port } = await listen(() => stop.abort(reason));
  const input = { endpoint: `http://provider.test:${port}`, digest, reach: allow(port) };
  await expect(fetchDescription(storage, { ...input, signal: stop.signal })).rejects.toBe(reason);
});

/** What asks only the addresses that its operator configured. */
const configured = new Set(['catalogue/indexer-client.ts', 'pinning/hosting/pinning-service.ts']);

test('no other code of the marketplace asks an address but by safeFetch', () => {
  const source = resolve(import.meta.dirname, '../..');
  const asking = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)))
    .filter((name) =>
      /(?<![.\w])fetch\(|from '(node:)?(https?|tls|undici|axios)'|\bconnect\b.*from 'node:net'/.test(
        readFileSync(join(source, name), 'utf8'),
      ),
    );
  expect(asking.filter((name) => !configured.has(name))).toEqual([]);
});
