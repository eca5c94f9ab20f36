import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';
import { serve, type ServerLimits } from './serve.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

const comment = new TextEncoder().encode(': still here\n\n');

async function start(limits: Partial<ServerLimits>) {
  const app = createApp({ name: 'test', version: '1', description: '', logger, maxBodyBytes: 1000 });
  app.get('/', (c) => c.text('here'));
  app.post('/', async (c) => c.text(`${(await c.req.text()).length} bytes`));
  app.get('/endless', (c) =>
    c.body(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_536)) })),
  );
  app.get('/silence', (c) => c.body(new ReadableStream({ start: (to) => to.enqueue(comment) })));
  app.get('/comments', (c) =>
    c.body(
      new ReadableStream({
        pull: async (to) => {
          await pause(20);
          to.enqueue(comment);
        },
      }),
    ),
  );
  const server = await serve({ app, port: 0, host: '127.0.0.1', logger, limits: { checkMs: 20, ...limits } });
  onTestFinished(() => server.close({ deadlineMs: 0 }));
  return server;
}

/** A connection that sends what the test wants, and what came back until it was closed. */
function attack(port: number) {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  const started = performance.now();
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  const closed = new Promise<{ answer: string; milliseconds: number }>((resolve) => {
    socket.once('close', () => resolve({ answer, milliseconds: performance.now() - started }));
  });
  onTestFinished(() => void socket.destroy());
  return { socket, closed };
}

test('whoever sends the head of a request byte by byte is cut off', async () => {
  const { port, url } = await start({ headersMs: 200 });
  const slow = Array.from({ length: 50 }, () => attack(port));
  const dripping = (async () => {
    for (const byte of 'GET / HTTP/1.1\r\nhost: test\r\nx-slow: '.repeat(3)) {
      for (const { socket } of slow) if (socket.writable) socket.write(byte);
      await pause(10);
    }
  })();
  await pause(50);
  expect(await (await fetch(url)).text()).toBe('here');
  for (const { closed } of slow) {
    const { answer, milliseconds } = await closed;
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(milliseconds).toBeLessThan(2000);
  }
  await dripping;
});

test('whoever sends a body byte by byte is cut off', async () => {
  const { port } = await start({ requestMs: 200, headersMs: 200 });
  const { socket, closed } = attack(port);
  socket.write('POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 500\r\n\r\n');
  const dripping = setInterval(() => socket.write('x'), 10);
  const { answer, milliseconds } = await closed;
  clearInterval(dripping);
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(milliseconds).toBeLessThan(2000);
});

test('whoever connects and says nothing is cut off, also between two requests', async () => {
  const { port } = await start({ headersMs: 100, requestMs: 200, keepAliveMs: 1 });
  const silent = attack(port);
  expect((await silent.closed).answer).toMatch(/^HTTP\/1.1 408 /);
  const keeping = attack(port);
  keeping.socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
  const { answer } = await keeping.closed;
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).not.toContain('408');
});

test('a stream that says something now and then is no idle connection, one that is silent is', async () => {
  const { port } = await start({ requestMs: 100, headersMs: 100, keepAliveMs: 1, idleMs: 1000 });
  const quiet = attack(port);
  const lively = attack(port);
  let heard = 0;
  lively.socket.on('data', () => (heard += 1));
  lively.socket.write('GET /comments HTTP/1.1\r\nhost: test\r\n\r\n');
  quiet.socket.write('GET /silence HTTP/1.1\r\nhost: test\r\n\r\n');
  expect((await quiet.closed).answer).toMatch(/^HTTP\/1.1 200 /);
  const before = heard;
  await expect.poll(() => heard).toBeGreaterThan(before + 5);
  expect(lively.socket.destroyed).toBe(false);
});

test('whoever takes an answer and does not read it is cut off', async () => {
  const { port } = await start({ idleMs: 200 });
  const { socket, closed } = attack(port);
  socket.write('GET /endless HTTP/1.1\r\nhost: test\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  await pause(600);
  // What lies in between is read to its end, which is an end that was forced.
  socket.resume();
  await closed;
});

test('a head that is too large is refused', async () => {
  const { port, url } = await start({ headerBytes: 4096 });
  const { socket, closed } = attack(port);
  socket.write(`GET / HTTP/1.1\r\nhost: test\r\nx-large: ${'x'.repeat(10_000)}\r\n\r\n`);
  expect((await closed).answer).toMatch(/^HTTP\/1.1 431 /);
  expect((await fetch(url)).status).toBe(200);
});

test('a URL that is too long is a problem', async () => {
  const { url } = await start({});
  const response = await fetch(`${url}/?${'x'.repeat(9000)}`);
  expect(response.status).toBe(414);
  expect(await response.json()).toMatchObject({ code: 'uri_too_long' });
});

test('a body that is too large is refused before it is read', async () => {
  const { port, url } = await start({});
  const { socket, closed } = attack(port);
  socket.write('POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 100000000\r\nconnection: close\r\n\r\n');
  expect((await closed).answer).toMatch(/^HTTP\/1.1 413 /);
  const chunked = new ReadableStream<Uint8Array>({
    pull: (to) => {
      to.enqueue(new Uint8Array(600));
    },
  });
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: chunked, duplex: 'half' };
  expect((await fetch(url, init)).status).toBe(413);
});

test('connections beyond the limit are closed, and there is room again when some end', async () => {
  const { port, url } = await start({ connections: 5 });
  const held = Array.from({ length: 5 }, () => attack(port));
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')));
  await pause(50);
  const { closed } = attack(port);
  expect((await closed).answer).toBe('');
  for (const { socket } of held) socket.destroy();
  await Promise.all(held.map((each) => each.closed));
  await expect.poll(async () => (await fetch(url).catch(() => undefined))?.status).toBe(200);
});
