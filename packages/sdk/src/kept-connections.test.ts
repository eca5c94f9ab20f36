import type { Chain } from '@atoll/chain/chain';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from './indexer/context.ts';
import { requestRaw } from './request.ts';

/** A server that hangs up on the requests that it is told to; answers its address and what came. */
async function serve(hangsUp: (request: IncomingMessage, nth: number) => boolean) {
  const came: string[] = [];
  const ofConnection = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    came.push(`${request.method} ${request.url}`);
    const nth = (ofConnection.get(request.socket) ?? 0) + 1;
    ofConnection.set(request.socket, nth);
    if (hangsUp(request, nth)) request.socket.destroy();
    else response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return { url: `http://127.0.0.1:${address.port}`, came };
}

test('a kept connection that ends as it is used again fails no request', async () => {
  const { url, came } = await serve((_request, nth) => nth === 2);
  const paths = ['/a', '/b', '/c', '/d'];
  for (const path of paths) expect(await (await ask({ url }, path)).text()).toBe('{}');
  // some were sent again, which is what this is about
  expect(came.length).toBeGreaterThan(paths.length);
  expect([...new Set(came)]).toEqual(paths.map((path) => `GET ${path}`));
});

test('a service that always hangs up did not answer', async () => {
  const { url, came } = await serve(() => true);
  await expect(ask({ url }, '/a')).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: `${url}/a did not answer as it should: fetch failed (other side closed)`,
    retryable: true,
  });
  expect(came).toEqual(Array.from({ length: 4 }, () => 'GET /a'));
});

test('what is signed, or changes something, is sent once', async () => {
  const { url, came } = await serve(() => true);
  // no call reaches the chain
  const chain = { chainId: 31337 } as Chain;
  const ctx = { chain, marketplaceUrl: url, account: privateKeyToAccount(`0x${'7'.repeat(64)}`) };
  const send = (method: 'GET' | 'POST', signed: boolean) =>
    requestRaw(ctx, { service: url, method, path: `/${method}`, signed });
  await expect(send('POST', false)).rejects.toThrow('other side closed');
  await expect(send('GET', true)).rejects.toThrow('other side closed');
  expect(came).toEqual(['POST /POST', 'GET /GET']);
  await expect(send('GET', false)).rejects.toThrow('other side closed');
  expect(came.length).toBeGreaterThan(3);
});
