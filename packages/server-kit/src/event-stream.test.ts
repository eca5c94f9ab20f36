import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { createLogger } from './logger.ts';

function setUp(source: (signal: AbortSignal) => AsyncIterable<ServerEvent>, heartbeatMs = 60_000) {
  const app = createApp({
    name: 'test',
    version: '1',
    description: '',
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  app.get('/events', (c) => eventStream(c, source, { heartbeatMs }));
  return app;
}

function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

test('every item becomes an event with id, name and JSON, amounts as decimal strings', async () => {
  const app = setUp(async function* () {
    yield { id: '1', event: 'order', data: { amount: 5n } };
    yield { data: 'two' };
  });
  const response = await app.request('/events');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(await response.text()).toBe('event: order\ndata: {"amount":"5"}\nid: 1\n\ndata: "two"\n\n');
});

test('a silent source sends heartbeats, and leaving ends it', async () => {
  const finished = Promise.withResolvers<void>();
  const app = setUp(async function* (signal) {
    try {
      await until(signal);
      yield* [];
    } finally {
      finished.resolve();
    }
  }, 5);
  const reader = (await app.request('/events')).body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toBe(': alive\n\n');
  await reader?.cancel();
  await finished.promise;
});

test('the stream ends when the server closes', async () => {
  const closing = new AbortController();
  const app = setUp(async function* (signal) {
    yield { data: 1 };
    await until(signal);
  });
  const response = await app.request('/events', {}, { closing: closing.signal });
  setImmediate(() => closing.abort());
  expect(await response.text()).toBe('data: 1\n\n');
});

test('a source that fails ends with an error event that hides the cause', async () => {
  const app = setUp(async function* () {
    yield { data: 1 };
    throw new Error('hush');
  });
  const text = await (await app.request('/events')).text();
  expect(text).toContain('event: error\ndata: {"code":"internal"');
  expect(text).not.toContain('hush');
});
