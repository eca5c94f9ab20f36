import { AtollError } from '@atoll/schemas/error';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { addHealth, type ReadinessCheck } from './health.ts';
import { createLogger } from './logger.ts';

/** The line that each request has, whatever it was answered. */
const isAccess = (record: unknown): boolean =>
  z.object({ msg: z.literal('request') }).safeParse(record).success;

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

test('who asks /ready while it is being looked into waits for that look, and who asks later has another', async () => {
  const looks: (() => void)[] = [];
  const app = setUp([{ name: 'database', check: () => new Promise<void>((resolve) => looks.push(resolve)) }]);
  const asking = Array.from({ length: 20 }, async () => (await app.request('/ready')).status);
  await expect.poll(() => looks.length).toBeGreaterThan(0);
  looks[0]?.();
  expect(new Set(await Promise.all(asking))).toEqual(new Set([200]));
  expect(looks).toHaveLength(1);
  const later = app.request('/ready');
  await expect.poll(() => looks.length).toBeGreaterThan(1);
  looks[1]?.();
  expect((await later).status).toBe(200);
});

test('the log tells when a check begins to fail, why it fails now, and when it passes again, however often it is asked', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line: string) => lines.push(line) },
  });
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  let failure: Error | undefined;
  const behind = (blocks: number) =>
    new AtollError({ code: 'not_ready', message: `${blocks} blocks behind`, hint: '' });
  addHealth(app, {
    checks: [{ name: 'mirror', check: () => (failure ? Promise.reject(failure) : Promise.resolve()) }],
  });
  const ask = async (next: Error | undefined) => {
    failure = next;
    await app.request('/ready');
  };
  for (const blocks of [30, 20, 10]) await ask(behind(blocks));
  await ask(new Error('down'));
  await ask(undefined);
  await ask(undefined);
  await ask(behind(1));
  const told = lines.map((line): unknown => JSON.parse(line)).filter((record) => !isAccess(record));
  expect(told).toMatchObject([
    { msg: 'readiness check failed', check: 'mirror', err: { message: '30 blocks behind' } },
    { msg: 'readiness check failed', check: 'mirror', err: { message: 'down' } },
    { msg: 'readiness check passes', check: 'mirror' },
    { msg: 'readiness check failed', check: 'mirror', err: { message: '1 blocks behind' } },
  ]);
});
