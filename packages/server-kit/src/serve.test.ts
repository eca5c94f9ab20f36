import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import type { AppEnv } from './app.ts';
import { createLogger } from './logger.ts';
import { PortTaken, serve } from './serve.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

async function start(app: Hono<AppEnv>, port = 0) {
  const server = await serve({ app, port, host: '127.0.0.1', logger });
  onTestFinished(() => server.close({ deadlineMs: 0 }));
  return server;
}

test('port 0 takes a free port and tells which', async () => {
  const server = await start(new Hono<AppEnv>().get('/', (c) => c.text('here')));
  expect(server.port).toBeGreaterThan(0);
  expect(await (await fetch(server.url)).text()).toBe('here');
});

test('a taken port is refused with its number', async () => {
  const { port } = await start(new Hono<AppEnv>());
  const second = serve({ app: new Hono<AppEnv>(), port, host: '127.0.0.1', logger });
  await expect(second).rejects.toThrow(PortTaken);
  await expect(second).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
});

test('closing lets a running request end and refuses new ones', async () => {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const app = new Hono<AppEnv>().get('/', async (c) => {
    entered.resolve();
    await release.promise;
    return c.text('done');
  });
  const server = await start(app);
  const reply = fetch(server.url);
  await entered.promise;
  const started = performance.now();
  const closed = server.close({ deadlineMs: 15_000 });
  await expect(fetch(server.url)).rejects.toThrow();
  release.resolve();
  expect(await (await reply).text()).toBe('done');
  await closed;
  // Neither the deadline nor the idle time-out of the kept-alive connection (5 s) was waited for.
  expect(performance.now() - started).toBeLessThan(2500);
});

test('a request that runs past the deadline is cut off', async () => {
  const entered = Promise.withResolvers<void>();
  const app = new Hono<AppEnv>().get('/', () => {
    entered.resolve();
    return new Promise<Response>(() => undefined);
  });
  const server = await start(app);
  const refused = expect(fetch(server.url)).rejects.toThrow();
  await entered.promise;
  await server.close({ deadlineMs: 20 });
  await refused;
});
