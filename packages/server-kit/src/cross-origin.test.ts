import { AtollError } from '@atoll/schemas/error';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';

const listed = 'https://desk.example';
const foreign = 'https://evil.example';

function setUp() {
  const app = createApp({
    name: 'test',
    version: '1',
    description: '',
    logger: createLogger({ name: 'test', level: 'silent' }),
    crossOrigin: {
      open: ({ method, path }) => path === '/market' || (path === '/both' && method === 'GET'),
      origins: [listed],
    },
  });
  for (const path of ['/market', '/desk', '/both']) app.all(path, (c) => c.text('told'));
  app.get('/raw', () => new Response('told'));
  app.get('/broken', () => {
    throw new AtollError({ code: 'not_found', message: '', hint: '' });
  });
  return {
    get: async (path: string, origin: string) => (await app.request(path, { headers: { origin } })).headers,
    preflight: async (path: string, origin: string, method: string) =>
      (
        await app.request(path, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': method,
            'access-control-request-headers': 'authorization',
          },
        })
      ).headers,
  };
}

const allowed = (headers: Headers) => headers.get('access-control-allow-origin');

test('an open route answers any page, and never with credentials', async () => {
  const { get, preflight } = setUp();
  for (const headers of [await get('/market', foreign), await preflight('/market', foreign, 'POST')]) {
    expect(allowed(headers)).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBe(null);
  }
  const asked = await preflight('/market', foreign, 'POST');
  expect(asked.get('access-control-allow-headers')).toContain('authorization');
});

test.each(['/desk', '/raw', '/broken', '/nowhere'])(
  '%s answers listed pages alone, also where it refuses',
  async (path) => {
    const { get, preflight } = setUp();
    expect(allowed(await get(path, foreign))).toBe(null);
    expect(allowed(await preflight(path, foreign, 'GET'))).toBe(null);
    const headers = await get(path, listed);
    expect(allowed(headers)).toBe(listed);
    expect(headers.get('vary')).toContain('Origin');
    expect(headers.get('access-control-allow-credentials')).toBe(null);
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(allowed(await preflight(path, listed, 'GET'))).toBe(listed);
  },
);

test('a preflight is answered for the method that it asks about', async () => {
  const { preflight } = setUp();
  expect(allowed(await preflight('/both', foreign, 'GET'))).toBe('*');
  expect(allowed(await preflight('/both', foreign, 'HEAD'))).toBe('*');
  expect(allowed(await preflight('/both', foreign, 'POST'))).toBe(null);
});

test.each(['/market', '/desk'])('what a reply of %s says in its headers a page may read', async (path) => {
  const { get } = setUp();
  const shown = (await get(path, listed)).get('access-control-expose-headers')?.split(',') ?? [];
  for (const name of ['atoll-block', 'content-disposition', 'etag', 'retry-after', 'ratelimit-remaining']) {
    expect(shown, name).toContain(name);
  }
});
