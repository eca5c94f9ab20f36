import { fileURLToPath } from 'node:url';
import { Problem } from '@atoll/schemas/problem';
import { createApp } from '@atoll/server-kit/app';
import { systemClock } from '@atoll/server-kit/clock';
import { createLogger } from '@atoll/server-kit/logger';
import { startProcess } from '@atoll/tests/support/process';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serviceTables } from '../testing/service-tables.ts';
import { type AccessContext, admit, isShared } from './admit.ts';
import { makeApiKey } from './api-key.ts';
import { openKeyDirectory } from './key-directory.ts';
import { createKey, listKeys, revokeKey } from './manage-keys.ts';
import { exchangeUsage, forgetUsage } from './share-usage.ts';
import { UsageMeter } from './usage-meter.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const quota = { requestsPerMinute: 5, streams: 2, exportRows: 10 };

let tables: Awaited<ReturnType<typeof serviceTables>>;
beforeAll(async () => {
  tables = await serviceTables();
});
afterAll(() => tables.close());

async function setUp(given: Partial<AccessContext> = {}) {
  const keys = await openKeyDirectory({ sql: tables.sql, logger });
  onTestFinished(() => keys.close());
  const meter = new UsageMeter(systemClock, isShared);
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  app.use(admit({ keys, meter, anonymous: { ...quota, requestsPerMinute: 2 }, proxies: 1, ...given }));
  app.get('/who', (c) => c.json({ id: c.get('caller').id }));
  app.get('/health', (c) => c.text('alive'));
  app.get('/export', (c) => {
    c.get('caller').takeExportRows(6);
    return c.text('rows');
  });
  const ask = async (headers: Record<string, string> = {}, path = '/who') => {
    const response = await app.request(path, { headers: { 'x-forwarded-for': '192.0.2.1', ...headers } });
    const type = response.headers.get('content-type') ?? '';
    const body: unknown = type.includes('json') ? await response.json() : await response.text();
    return { status: response.status, headers: response.headers, body };
  };
  return { ask, meter, keys };
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('a key is known by its digest alone, and works until it is revoked', async () => {
  const { ask } = await setUp();
  const { key, keyId } = await createKey(tables.sql, { name: 'reef', quota });
  const dump = await tables.sql`select api_keys::text as row from indexer.api_keys`;
  expect(JSON.stringify(dump)).not.toContain(key.split('_').slice(2).join('_'));
  await waitFor('the key being known', async () => (await ask(bearer(key))).status === 200);
  expect((await ask(bearer(key))).body).toEqual({ id: `key:${keyId}` });
  expect(await listKeys(tables.sql)).toContainEqual(
    expect.objectContaining({ keyId, name: 'reef', quota, revokedAt: undefined }),
  );
  await revokeKey(tables.sql, keyId);
  await waitFor('the key being refused', async () => (await ask(bearer(key))).status === 401);
  await expect(revokeKey(tables.sql, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  ['none of ours', 'Bearer abc'],
  ['of the right form', `Bearer ${makeApiKey().key}`],
  ['of another scheme', 'Basic YTpi'],
  ['empty', 'Bearer '],
])('a key that is %s is refused, also where no key is needed', async (_what, authorization) => {
  const { ask } = await setUp();
  const { status, body } = await ask({ authorization });
  expect(status).toBe(401);
  expect(Problem.parse(body)).toMatchObject({ code: 'invalid_key' });
});

test('requests with keys that are none count against what their address has without one', async () => {
  const { key, keyId } = await createKey(tables.sql, { name: 'behind the same address', quota });
  const { ask } = await setUp();
  const first = await ask(bearer('guess'));
  expect(first.status).toBe(401);
  expect(first.headers.get('ratelimit-limit')).toBe('2');
  expect(first.headers.get('ratelimit-remaining')).toBe('1');
  expect((await ask(bearer(makeApiKey().key))).status).toBe(401);
  for (const headers of [bearer('guess'), bearer(makeApiKey().key), {}]) {
    const refused = await ask(headers);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await ask({ ...bearer('guess'), 'x-forwarded-for': '192.0.2.2' })).status).toBe(401);
  expect(await ask(bearer(key))).toMatchObject({ status: 200, body: { id: `key:${keyId}` } });
});

describe('quotas', () => {
  test('each address has its own, and every answer says what is left', async () => {
    const { ask } = await setUp();
    const first = await ask();
    expect(first.body).toEqual({ id: 'ip:192.0.2.1' });
    expect(first.headers.get('ratelimit-limit')).toBe('2');
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Problem.parse(refused.body)).toMatchObject({ code: 'too_many_requests', retryable: true });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await ask({ 'x-forwarded-for': '192.0.2.2' })).status).toBe(200);
    expect((await ask({}, '/health')).status).toBe(200);
  });

  test('what a caller writes into X-Forwarded-For is believed only as far as there are proxies', async () => {
    const behindOne = await setUp();
    expect((await behindOne.ask({ 'x-forwarded-for': '203.0.113.9, 192.0.2.5' })).body).toEqual({
      id: 'ip:192.0.2.5',
    });
    const direct = await setUp({ proxies: 0 });
    expect((await direct.ask()).body).toEqual({ id: 'ip:unknown' });
  });

  test('a whole IPv6 network of a customer is one caller', async () => {
    const { ask } = await setUp();
    await ask({ 'x-forwarded-for': '2001:db8:1:2::1' });
    await ask({ 'x-forwarded-for': '2001:db8:1:2:ffff::2' });
    expect((await ask({ 'x-forwarded-for': '2001:db8:1:2::3' })).status).toBe(429);
  });

  test('without anonymous requests a key has to be shown', async () => {
    const { ask } = await setUp({ anonymous: { ...quota, requestsPerMinute: 0 } });
    for (const headers of [{}, bearer('guess')])
      expect(await ask(headers)).toMatchObject({ status: 401, body: { code: 'invalid_key' } });
  });

  test('rows of exports are counted by the day', async () => {
    const { ask } = await setUp();
    expect((await ask({}, '/export')).status).toBe(200);
    expect(await ask({}, '/export')).toMatchObject({ status: 429, body: { data: { limit: 10 } } });
  });

  test.each([
    [0, 'no exports'],
    [5, 'fewer rows than are asked for at once'],
  ])('a quota of %i rows means %s, at any time', async (exportRows) => {
    const { ask } = await setUp({ anonymous: { ...quota, exportRows } });
    const refused = await ask({}, '/export');
    expect(refused).toMatchObject({ status: 429, body: { retryable: false, data: { limit: exportRows } } });
    expect(refused.headers.get('retry-after')).toBe(null);
    expect(JSON.stringify(refused.body)).not.toContain('wait');
  });

  test('processes that share a database share the quota of a key, and not that of an address', async () => {
    const [one, two] = [await setUp(), await setUp()];
    const { key } = await createKey(tables.sql, { name: 'shared', quota });
    await waitFor('the key being known', async () => (await one.ask(bearer(key))).status === 200);
    await waitFor('the key being known', async () => (await two.ask(bearer(key))).status === 200);
    await one.ask(bearer(key));
    await one.ask(bearer(key));
    await one.ask();
    for (const { meter } of [one, two]) await exchangeUsage(tables.sql, meter);
    expect((await two.ask(bearer(key))).headers.get('ratelimit-remaining')).toBe('0');
    expect((await two.ask(bearer(key))).status).toBe(429);
    const rows = await tables.sql`select caller from indexer.usage where caller like 'ip:%'`;
    expect(rows).toHaveLength(0);
    await forgetUsage(tables.sql, new Date(Date.now() + 3 * 86_400_000));
    expect(await tables.sql`select from indexer.usage`).toHaveLength(0);
  });

  test('what could not be told is told later', async () => {
    const meter = new UsageMeter(systemClock, isShared);
    meter.take('key:lost', 'requests', 4, 10);
    const broken = await serviceTables();
    await broken.close();
    await expect(exchangeUsage(broken.sql, meter)).rejects.toThrow();
    await exchangeUsage(tables.sql, meter);
    const rows = await tables.sql`select used from indexer.usage where caller = 'key:lost'`;
    expect(rows).toEqual([{ used: 4n }]);
  });
});

test('the command makes, lists and revokes a key', async () => {
  const command = fileURLToPath(new URL('../../script/key.ts', import.meta.url));
  const run = async (...args: string[]) => {
    const child = await startProcess({
      command: process.execPath,
      args: [command, ...args],
      env: { DATABASE_URL: tables.url },
    });
    const { code } = await child.exited;
    return { code, lines: child.output() };
  };
  const made = await run('create', '--name', 'from the shell', '--requests-per-minute', '7');
  const [, keyId = ''] = /^atoll_([a-z0-9]+)_/.exec(made.lines[0] ?? '') ?? [];
  expect(await listKeys(tables.sql)).toContainEqual(
    expect.objectContaining({ keyId, quota: { requestsPerMinute: 7, streams: 100, exportRows: 10_000_000 } }),
  );
  expect((await run('list')).lines.join()).toContain('from the shell');
  expect(await run('revoke', keyId)).toMatchObject({ code: 0 });
  expect(await run('revoke', 'nobody')).toMatchObject({
    code: 1,
    lines: expect.arrayContaining(['no key has the id nobody']),
  });
  expect(await run('fly')).toMatchObject({ code: 2 });
});

test('finding out who asks costs a request a few microseconds', async () => {
  const { key } = await createKey(tables.sql, {
    name: 'fast',
    quota: { ...quota, requestsPerMinute: 10_000_000 },
  });
  const keys = await openKeyDirectory({ sql: tables.sql, logger });
  onTestFinished(() => keys.close());
  const time = async (admitting: boolean) => {
    const app = createApp({ name: 'test', version: '1', description: '', logger });
    const meter = new UsageMeter(systemClock, isShared);
    if (admitting) app.use(admit({ keys, meter, anonymous: quota, proxies: 0 }));
    app.get('/', (c) => c.text('here'));
    const ask = async (count: number) => {
      for (let each = 0; each < count; each += 1) {
        await app.fetch(new Request('http://test/', { headers: bearer(key) }));
      }
    };
    await ask(3000);
    const started = process.cpuUsage();
    await ask(10_000);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 10_000;
  };
  const without: number[] = [];
  const withIt: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    without.push(await time(false));
    withIt.push(await time(true));
  }
  const cost = Math.min(...withIt) - Math.min(...without);
  process.stdout.write(`finding out who asks costs ${cost.toFixed(1)} µs of CPU a request\n`);
  // 10 µs on a machine that is idle.
  expect(cost).toBeLessThan(50);
});
