import { AtollError } from '@atoll/schemas/error';
import { secureHeaders } from 'hono/secure-headers';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';
import { markReply, replyWith } from './reply-headers.ts';
import { serve } from './serve.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/** A service whose routes mark their replies in every way. */
function setUp() {
  const crossOrigin = {
    open: ({ path }: { path: string }) => path !== '/closed',
    origins: ['https://desk.example'],
  };
  const app = createApp({ name: 'test', version: '1', description: '', logger, crossOrigin });
  app.use(async (c, next) => {
    markReply(c, { 'ratelimit-remaining': '7' });
    await next();
  });
  app.get('/bytes', (c) => replyWith(c, Buffer.from('ä'), { 'content-type': 'text/plain', etag: '"1"' }));
  app.get('/known', (c) => replyWith(c, null, { etag: '"1"' }));
  app.get('/text', (c) => c.text('told'));
  app.get('/closed', (c) => c.json({ told: true }));
  app.get('/own', (c) =>
    c.body('own', 200, { 'content-type': 'text/plain', 'x-frame-options': 'SAMEORIGIN', vary: 'Accept' }),
  );
  app.get('/refused', () => {
    throw new AtollError({ code: 'not_found', message: '', hint: '' });
  });
  return app;
}

/** Those that are the connection's own, or differ each time for those without a given id. */
const ofConnection = new Set(['connection', 'keep-alive', 'date', 'content-length', 'transfer-encoding']);
const shown = (reply: Response) =>
  Object.fromEntries([...reply.headers].filter(([name]) => !ofConnection.has(name)));

test('a reply has the same headers over a connection as without one, each once', async () => {
  const app = setUp();
  const server = await serve({ app, port: 0, host: '127.0.0.1', logger });
  onTestFinished(() => server.close({ deadlineMs: 0 }));
  for (const path of ['/bytes', '/known', '/text', '/closed', '/own', '/refused', '/none', '/docs']) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const asked = { method, headers: { 'x-request-id': 'mine', origin: 'https://desk.example' } };
      const near = await app.request(path, asked);
      const far = await fetch(`${server.url}${path}`, asked);
      const name = `${method} ${path}`;
      expect(far.status, name).toBe(near.status);
      expect(shown(far), name).toEqual(shown(near));
      expect(far.headers.get('x-request-id'), name).toBe('mine');
      expect(far.headers.get('x-content-type-options'), name).toBe('nosniff');
      expect(await far.text(), name).toBe(await near.text());
    }
  }
  const own = await fetch(`${server.url}/own`);
  expect(own.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect((await fetch(`${server.url}/text`)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('what browsers are told is what the library would tell them', async () => {
  const library = new Hono().use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      crossOriginResourcePolicy: 'cross-origin',
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
    }),
  );
  library.get('/', (c) => c.text('told'));
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  app.get('/', (c) => c.text('told'));
  const { 'x-request-id': id, ...own } = shown(await app.request('/'));
  expect(id).toBeTypeOf('string');
  expect(own).toEqual(shown(await library.request('/')));
});
