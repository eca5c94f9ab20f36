import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Problem } from '@atoll/schemas/problem';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverLimits } from './server-limits.ts';
import { type Market, startMarket } from './testing/market.ts';
import { startTestService, type TestService } from './testing/service.ts';

const quota = { requestsPerMinute: 1000, streams: 1, exportRows: 1 };
let market: Market;
let service: TestService;
beforeAll(async () => {
  market = await startMarket();
  const access = { proxies: 0, anonymous: quota, streams: 1, connections: 3 };
  service = await startTestService({ market, url: (await testDatabase()).url }, { access });
});
afterAll(async () => {
  await service.stop();
  await market.stop();
});

/** What came back over a connection of its own until it was closed. */
async function send(request: string): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  socket.write(request);
  await once(socket, 'close');
  return answer;
}
const head = (first: string, ...headers: string[]) =>
  [`${first} HTTP/1.1`, 'host: test', 'connection: close', ...headers, '', ''].join('\r\n');

test('the service refuses what is larger than its documentation says', async () => {
  const large = await send(
    head('POST /graphql', 'content-type: application/json', `content-length: ${2 ** 20 + 1}`),
  );
  expect(large).toMatch(/^HTTP\/1.1 413 /);
  expect(Problem.parse(JSON.parse(large.slice(large.indexOf('\r\n\r\n')))).code).toBe('payload_too_large');
  expect(await send(head('GET /health', `x-more: ${'a'.repeat(16 * 1024)}`))).toMatch(/^HTTP\/1.1 431 /);
  expect(await send(head(`GET /health?${'a'.repeat(8192)}`))).toMatch(/^HTTP\/1.1 414 /);
  expect(await send(head('GET /health'))).toMatch(/^HTTP\/1.1 200 /);
});

test('the documentation tells how long the service waits for whoever connects', async () => {
  const page = await readFile(new URL('../../../docs/indexer.md', import.meta.url), 'utf8');
  const rows = new Map(
    [...page.matchAll(/^\| (.*?) +\| (.*?) +\| (.*?) +\|$/gm)].map(([, what, limit, answer]) => [
      what,
      [limit, answer],
    ]),
  );
  const { headerBytes, headersMs, requestMs, keepAliveMs, idleMs } = serverLimits;
  const seconds = (ms: number) => `${ms / 1000} s`;
  expect(Object.fromEntries(rows)).toMatchObject({
    'head of a request, URL included': [
      `${headerBytes / 1024} KiB, within ${seconds(headersMs)}`,
      '431, 408',
    ],
    body: [`1 MiB, the whole request within ${seconds(requestMs)}`, '413, 408'],
    'connection that waits for its next request': [seconds(keepAliveMs), 'closed'],
    'any connection without a byte either way': [seconds(idleMs), 'closed'],
  });
});

test('the service takes as many connections as it was told, and closes those beyond', async () => {
  await waitFor('the connections of other tests being closed', async () => {
    const held = Array.from({ length: 3 }, () => connect(Number(new URL(service.url).port), '127.0.0.1'));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const beyond = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    await once(beyond, 'close');
    const isOpen = held.every((socket) => !socket.destroyed);
    for (const socket of held) socket.destroy();
    return isOpen;
  });
  await waitFor('a place being free', async () =>
    (await send(head('GET /health'))).startsWith('HTTP/1.1 200 '),
  );
});
