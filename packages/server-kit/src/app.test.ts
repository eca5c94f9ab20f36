import { AtollError } from '@atoll/schemas/error';
import { Problem } from '@atoll/schemas/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, test, vi } from 'vitest';
import { createApp, type CreateAppParameters } from './app.ts';
import { createLogger } from './logger.ts';

const echo = createRoute({
  method: 'post',
  path: '/echo/{id}',
  summary: 'Say it again',
  request: {
    params: z.object({ id: z.string().max(4) }),
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ count: z.number({ error: 'a number' }) }) } },
    },
  },
  responses: {
    200: { description: 'it', content: { 'application/json': { schema: z.object({ count: z.number() }) } } },
  },
});

function setUp(options: Partial<CreateAppParameters> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  const app = createApp({ name: 'test', version: '1.2.3', description: 'A <test>.', logger, ...options });
  app.openapi(echo, (c) => c.json({ count: c.req.valid('json').count }, 200));
  app.get('/typed', () => {
    throw new AtollError({
      code: 'asset_retired',
      message: 'asset 7 is retired',
      hint: 'choose another',
      data: { id: 7n },
    });
  });
  app.get('/unknown', () => {
    throw new Error('secret inside');
  });
  app.get('/http', () => {
    throw new HTTPException(415, { message: 'only json' });
  });
  app.post('/size', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
  app.post('/big', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
  return { app, lines };
}

async function problemIn(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return Problem.parse(await response.json());
}

function postJson(body: string): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': 'application/json' } };
}

describe('problems', () => {
  test('an error raised on purpose is answered with its code, status, hint and data', async () => {
    const response = await setUp().app.request('/typed');
    expect(response.status).toBe(409);
    expect(await problemIn(response)).toMatchObject({
      type: 'urn:atoll:problem:asset_retired',
      code: 'asset_retired',
      detail: 'asset 7 is retired',
      hint: 'choose another',
      data: { id: '7' },
    });
  });

  test('an unknown error is opaque to the caller and logged with cause and request id', async () => {
    const { app, lines } = setUp();
    const response = await app.request('/unknown', { headers: { 'x-request-id': 'abc-1' } });
    const problem = await problemIn(response);
    expect(response.status).toBe(500);
    expect(problem).toMatchObject({ code: 'internal', requestId: 'abc-1' });
    expect(JSON.stringify(problem)).not.toContain('secret inside');
    const line = lines.find((each) => each.includes('request failed'));
    expect(line).toContain('secret inside');
    expect(line).toContain('abc-1');
  });

  test('an error that calls itself internal is as opaque as an unknown one', async () => {
    const { app } = setUp();
    app.get('/internal', () => {
      throw new AtollError({ code: 'internal', message: 'secret inside', hint: '' });
    });
    const text = await (await app.request('/internal')).text();
    expect(text).toContain('"code":"internal"');
    expect(text).not.toContain('secret inside');
  });

  test('a field of the wrong type is named with what was expected', async () => {
    const response = await setUp().app.request('/echo/a', postJson('{"count":"x"}'));
    expect(response.status).toBe(400);
    expect(await problemIn(response)).toMatchObject({
      code: 'malformed_request',
      data: { issues: [{ path: 'json.count', expected: 'a number' }] },
    });
  });

  test('malformed JSON, a wrong parameter and an unknown route are problems too', async () => {
    const { app } = setUp();
    expect(await problemIn(await app.request('/echo/a', postJson('{')))).toMatchObject({
      code: 'malformed_request',
    });
    expect(await problemIn(await app.request('/echo/toolong', postJson('{"count":1}')))).toMatchObject({
      data: { issues: [{ path: 'param.id' }] },
    });
    expect(await problemIn(await app.request('/nowhere'))).toMatchObject({
      code: 'not_found',
      detail: 'no route GET /nowhere',
    });
    expect(await problemIn(await app.request('/http'))).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
    });
  });
});

describe('request ids and headers', () => {
  test('a sane request id is kept, another is replaced', async () => {
    const { app } = setUp();
    const kept = await app.request('/openapi.json', { headers: { 'x-request-id': 'from-client_1' } });
    expect(kept.headers.get('x-request-id')).toBe('from-client_1');
    const replaced = await app.request('/openapi.json', { headers: { 'x-request-id': '<script>' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('replies carry security headers, also when they are problems', async () => {
    const { app } = setUp();
    for (const path of ['/openapi.json', '/typed', '/unknown']) {
      const response = await app.request(path);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('x-request-id')).not.toBeNull();
    }
  });
});

describe('bodies', () => {
  const streamed = (bytes: number): RequestInit => ({
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      start(controller) {
        for (let left = bytes; left > 0; left -= 65_536)
          controller.enqueue(new Uint8Array(Math.min(left, 65_536)));
        controller.close();
      },
    }),
  });

  test('a body above the limit is refused, whether its length is declared or not', async () => {
    const { app } = setUp();
    const body = new Uint8Array(1024 * 1024 + 1);
    const declared = { method: 'POST', body, headers: { 'content-length': String(body.byteLength) } };
    expect(await problemIn(await app.request('/size', declared))).toMatchObject({
      code: 'payload_too_large',
    });
    expect(await problemIn(await app.request('/size', streamed(body.byteLength)))).toMatchObject({
      status: 413,
    });
    expect(await (await app.request('/size', streamed(1024 * 1024))).text()).toBe(String(1024 * 1024));
  });

  test('a route with a larger limit streams up to it and no further', async () => {
    const { app } = setUp({ bodyLimits: [{ method: 'POST', path: '/big', maxBytes: 6 * 1024 * 1024 }] });
    expect(await (await app.request('/big', streamed(5 * 1024 * 1024))).text()).toBe(String(5 * 1024 * 1024));
    expect((await app.request('/big', streamed(7 * 1024 * 1024))).status).toBe(413);
    expect((await app.request('/size', streamed(5 * 1024 * 1024))).status).toBe(413);
  });
});

describe('description', () => {
  test('the OpenAPI document is 3.1 and names the routes', async () => {
    const document = await (await setUp().app.request('/openapi.json')).json();
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      paths: { '/echo/{id}': {} },
    });
  });

  test('is made once, however often it is asked for', async () => {
    const { app } = setUp();
    const made = vi.spyOn(app, 'getOpenAPI31Document');
    const ask = async (path: string) => (await app.request(path)).text();
    for (const path of ['/openapi.json', '/docs']) expect(await ask(path)).toBe(await ask(path));
    expect(made).toHaveBeenCalledTimes(1);
  });

  test('the page is escaped, lists the routes and names no other host', async () => {
    const page = await (await setUp().app.request('/docs')).text();
    expect(page).toContain('Say it again');
    expect(page).toContain('A &lt;test&gt;.');
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toContain('<script');
  });
});

test('the access log has method, path and status but no query', async () => {
  const { app, lines } = setUp();
  await app.request('/typed?token=hidden');
  const line = lines.find((each) => each.includes('"msg":"request"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    method: 'GET',
    path: '/typed',
    status: 409,
    level: 'info',
  });
  expect(lines.join()).not.toContain('hidden');
});

test('HEAD has the headers of GET, and what GET would have streamed is given up', async () => {
  const { app } = setUp();
  let sent = 0;
  let isGivenUp = false;
  app.get('/endless', () => {
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1));
      },
      cancel: () => {
        isGivenUp = true;
      },
    });
    return new Response(body, { headers: { 'atoll-block': '7' } });
  });
  const response = await app.request('/endless', { method: 'HEAD' });
  expect(response).toMatchObject({ status: 200, body: null });
  expect(response.headers.get('atoll-block')).toBe('7');
  expect(isGivenUp).toBe(true);
  expect(sent).toBeLessThan(3);
});
