import { AtollError } from '@atoll/schemas/error';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { addHealth, type ReadinessCheck } from './health.ts';
import { createLogger } from './logger.ts';

function setUp(checks: readonly ReadinessCheck[]) {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  addHealth(app, { checks });
  return app;
}

test('a process that lives answers /health whatever its surroundings do', async () => {
  const app = setUp([{ name: 'chain', check: () => Promise.reject(new Error('down')) }]);
  expect((await app.request('/health')).status).toBe(200);
});

test('/ready answers 200 with every check when all of them pass', async () => {
  const response = await setUp([{ name: 'database', check: async () => undefined }]).request('/ready');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ready', checks: [{ name: 'database', ok: true }] });
});

test('/ready answers 503 and names what failed, quoting only errors made for readers', async () => {
  const down = new AtollError({ code: 'chain_unavailable', message: 'the chain does not answer', hint: '' });
  const response = await setUp([
    { name: 'chain', check: () => Promise.reject(down) },
    { name: 'driver', check: () => Promise.reject(new Error('postgres://user:hush@host')) },
    { name: 'stuck', check: () => new Promise(() => undefined), timeoutMs: 20 },
    { name: 'good', check: async () => undefined },
  ]).request('/ready');
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(text).not.toContain('hush');
  expect(JSON.parse(text)).toMatchObject({
    code: 'not_ready',
    retryable: true,
    data: {
      checks: [
        { name: 'chain', ok: false, reason: 'the chain does not answer' },
        { name: 'driver', ok: false },
        { name: 'stuck', ok: false, reason: 'no answer within 20 ms' },
        { name: 'good', ok: true },
      ],
    },
  });
});
