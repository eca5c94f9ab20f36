import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { parseAllowedHost } from './allowed-hosts.ts';
import { startNameServer, type Zone } from './name-server-fixture.ts';
import { resolveDestination } from './resolve-destination.ts';
import { askNameServers } from './resolve-name.ts';

const failed = { code: 'source_unavailable', retryable: true };
const refused = { code: 'source_refused' };
const timeoutMs = 5000;

async function serve(zone: Zone) {
  const names = await startNameServer(zone);
  onTestFinished(() => names.stop());
  const resolve = askNameServers([names.server]);
  const find = (url: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    resolveDestination(new URL(url), { timeoutMs, resolve, ...more });
  return { find, asked: names.asked };
}
/** Look-ups that hold a thread of the process. */
const threads = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'GetAddrInfoReqWrap').length;

test('a name that a stranger chose takes no thread, however long its server is silent', async () => {
  const enough = new AbortController();
  const finding = resolveDestination(new URL('https://silent.invalid/'), {
    timeoutMs,
    signal: enough.signal,
  });
  expect(threads()).toBe(0);
  enough.abort(new Error('enough'));
  await expect(finding).rejects.toThrow('enough');
});

test('a name that the operator listed is looked up as this machine knows it', async () => {
  const allowed = [parseAllowedHost('localhost')].filter((host) => host !== undefined);
  const finding = resolveDestination(new URL('http://LOCALHOST:8080/'), { timeoutMs, allowed });
  expect(threads()).toBe(1);
  expect(await finding).toEqual({
    hostname: 'localhost',
    port: 8080,
    address: expect.stringMatching(/^(127\.|::1$)/),
  });
});

test('an address is looked up nowhere', async () => {
  const { find, asked } = await serve({});
  expect(await find('https://[2606:4700::1111]/')).toMatchObject({ address: '2606:4700::1111' });
  expect(await find('https://1.1.1.1/')).toMatchObject({ address: '1.1.1.1' });
  expect(asked()).toBe(0);
});

test('what the name servers say of both families is checked', async () => {
  const { find } = await serve({
    'both.test': ['93.184.216.34', '2606:4700::1111'],
    'four.test': ['93.184.216.34'],
    'six.test': ['2606:4700::1111'],
    'mixed.test': ['93.184.216.34', 'fd00::1'],
    'inside.test': ['10.0.0.1'],
    'nothing.test': [],
  });
  expect((await find('https://both.test/')).address).toMatch(/^(93\.184\.216\.34|2606:4700::1111)$/);
  expect(await find('https://four.test/')).toMatchObject({ address: '93.184.216.34' });
  expect(await find('https://six.test/')).toMatchObject({ address: '2606:4700::1111' });
  await expect(find('https://mixed.test/')).rejects.toMatchObject(refused);
  await expect(find('https://inside.test/')).rejects.toMatchObject(refused);
  await expect(find('https://nothing.test/')).rejects.toMatchObject(failed);
});

test('names whose servers never answer hold up neither other names nor files, and are given up in time', async () => {
  const { find, asked } = await serve({ 'there.test': ['93.184.216.34'] });
  const enough = new AbortController();
  const silent = Array.from({ length: 20 }, (_, at) =>
    find(`https://silent-${at}.test/`, { signal: enough.signal }).catch((error: unknown) => error),
  );
  await expect.poll(asked).toBeGreaterThanOrEqual(20);
  expect(await find('https://there.test/')).toMatchObject({ address: '93.184.216.34' });
  expect((await readFile(import.meta.filename)).length).toBeGreaterThan(0);
  await expect(find('https://silent.test/', { timeoutMs: 50 })).rejects.toMatchObject({
    ...failed,
    data: { reason: 'its name was not resolved in time' },
  });
  enough.abort('enough');
  expect(new Set(await Promise.all(silent))).toEqual(new Set(['enough']));
});
