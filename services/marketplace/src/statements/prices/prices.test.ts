import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@atoll/server-kit/database';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { testDatabase } from '@atoll/tests/support/test-database';
import { expect, onTestFinished, test } from 'vitest';
import { dollar } from '../../../test/documents.ts';
import { tables } from '../../tables.ts';
import { formatDecimal } from '../decimal.ts';
import { feedPrices } from './feed-prices.ts';
import { filePrices, parsePrices } from './file-prices.ts';
import { databasePrices } from './price-cache.ts';
import { digitsOf, type PriceSource } from './price-source.ts';

const { url: databaseUrl } = await testDatabase({ service: 'marketplace' });
const token = { address: dollar, symbol: 'tUSD' };
const today = '2026-06-15';
const now = () => new Date(`${today}T12:00:00Z`);

async function priceOn(source: PriceSource, day: string): Promise<string> {
  const found = await source.priceOn(token, day, AbortSignal.timeout(10_000));
  return 'price' in found ? `${formatDecimal(found.price)} by ${found.source}` : found.reason;
}

async function temporaryFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-prices-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'prices.csv');
  await writeFile(path, text);
  return path;
}

test('a file gives the price of the very day and no other, the address going before the symbol', async () => {
  const path = await temporaryFile(
    `date,token,price\r\n2026-01-01,tUSD,0.91\n2026-01-02,${dollar.toUpperCase().replace('0X', '0x')},0.92\n2026-01-02,tUSD,9\n`,
  );
  const source = filePrices({ path, currency: 'EUR' });
  expect(await priceOn(source, '2026-01-01')).toMatch(/^0\.91 by prices\.csv \(sha256 [0-9a-f]{16}\)$/);
  expect(await priceOn(source, '2026-01-02')).toMatch(/^0\.92 by/);
  expect(await priceOn(source, '2026-01-03')).toBe('prices.csv has no price of that day');
  await writeFile(path, 'date,token,price\n2026-01-03,tUSD,0.93\n');
  await utimes(path, new Date(), new Date(Date.now() + 5000));
  expect(await priceOn(source, '2026-01-03')).toMatch(/^0\.93 by/);
});

test.each([
  ['2026-01-01,tUSD,0.91', 'its first line'],
  ['date,token,price\n2026-01-01,tUSD,"0,91"', 'line 2'],
  ['date,token,price\n2026-01-01,tUSD,-1', 'line 2'],
  ['date,token,price\n01.01.2026,tUSD,1', 'line 2'],
  ['date,token,price\n2026-01-01,tUSD,1\n2026-01-01,tUSD,2', 'line 3 repeats'],
])('a file that is wrong is refused with its line: %j', (text, what) => {
  expect(() => parsePrices(text, 'prices.csv')).toThrow(what);
});

test('a file that is missing is told, not taken for one without prices', async () => {
  const source = filePrices({ path: '/nowhere/prices.csv', currency: 'EUR' });
  await expect(priceOn(source, '2026-01-01')).rejects.toMatchObject({ code: 'configuration_invalid' });
});

/** A feed over real HTTP, and a source that asks it. */
async function feed(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const database = openDatabase({
    url: databaseUrl,
    schema: tables,
    application: 'prices.test',
    connections: 2,
  });
  onTestFinished(async () => {
    await database.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const allowed = parseAllowedHost('127.0.0.1');
  const open = (path: string) =>
    feedPrices({
      template: `http://127.0.0.1:${port}${path}`,
      currency: 'EUR',
      cache: databasePrices({ database, clock: { now, monotonic: () => 0 } }),
      now,
      allowed: allowed === undefined ? [] : [allowed],
    });
  return { asked, source: open('/{currency}/{token}/{date}'), open, port };
}

test('a feed is asked once for a day that is over, and each time for the one that is not', async () => {
  const { asked, source, port, open } = await feed((_request, response) => {
    response.end(JSON.stringify({ price: '0.9184', source: 'ECB\u202E reference' }));
  });
  const said = `0.9184 by 127.0.0.1:${port}: ECB reference`;
  for (const _again of [1, 2]) expect(await priceOn(source, '2026-06-14')).toBe(said);
  expect(asked).toEqual(['/EUR/tUSD/2026-06-14']);
  for (const _again of [1, 2]) expect(await priceOn(source, today)).toBe(said);
  expect(asked).toHaveLength(3);
  // another feed does not get this one's answer
  await priceOn(open('/other/{address}/{date}'), '2026-06-14');
  expect(asked.at(-1)).toBe(`/other/${dollar}/2026-06-14`);
});

test.each<[string, RequestListener, string]>([
  ['a price of null', (_, response) => response.end('{"price":null}'), 'has no price of that day'],
  ['404', (_, response) => response.writeHead(404).end(), 'has no price of that day'],
  ['500', (_, response) => response.writeHead(500).end(), 'answered with status 500'],
  ['words', (_, response) => response.end('one euro'), 'something that is no price'],
  ['a negative price', (_, response) => response.end('{"price":"-1"}'), 'something that is no price'],
  ['too much', (_, response) => response.end('x'.repeat(100_000)), 'did not answer'],
  ['a broken connection', (request) => request.socket.destroy(), 'did not answer'],
  [
    'a way into this network',
    (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    'did not answer',
  ],
])('a feed that answers %s leaves the value empty and is asked again', async (_what, answer, reason) => {
  const { asked, source } = await feed(answer);
  expect(await priceOn(source, '2026-06-01')).toContain(reason);
  expect(await priceOn(source, '2026-06-01')).toContain(reason);
  expect(asked).toHaveLength(2);
});

test('a price that came as a small number is exact', async () => {
  const { source } = await feed((_request, response) => response.end('{"price":1.5e-7}'));
  expect(await priceOn(source, '2026-06-02')).toContain('0.00000015 by');
});

test('values are shown with the digits of their currency', () => {
  expect(['EUR', 'JPY', 'KWD'].map(digitsOf)).toEqual([2, 0, 3]);
});
