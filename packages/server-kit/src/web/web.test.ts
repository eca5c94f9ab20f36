import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../app.ts';
import { createLogger } from '../logger.ts';
import { serve } from '../serve.ts';
import { chooseEncoding, encode } from './encodings.ts';
import { pagePolicy } from './page-policy.ts';
import { fillPage, readWeb, readWebIfBuilt } from './read-web.ts';
import { serveWeb } from './serve-web.ts';

const script = `export const words = ${JSON.stringify(Array.from({ length: 500 }, (_e, at) => `reef ${at}`))};`;
const template = '<!doctype html><html><head><!--head--></head><body><!--body--></body></html>';
const logger = createLogger({ name: 'test', level: 'silent' });

async function built(files: Readonly<Record<string, string>> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'atoll-web-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, 'dist');
  await mkdir(join(directory, 'static'), { recursive: true });
  await mkdir(join(directory, '.vite'));
  await writeFile(join(root, 'secret.txt'), 'secret');
  await symlink(join(root, 'secret.txt'), join(directory, 'static', 'link.txt'));
  const all = {
    'index.html': template,
    'favicon.svg': '<svg/>',
    '.vite/manifest.json': '{}',
    'static/index-B1x2.js': script,
    'static/index-B1x2.js.map': '{}',
    'static/type-C3.woff2': 'font',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(directory, name), text);
  return directory;
}

const policy = pagePolicy({ origin: 'https://market.example', connect: [] });

async function setUp() {
  const web = await readWeb({ directory: await built() });
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  serveWeb(app, {
    web,
    policy,
    html: {
      '/': () => ({ head: '<title>$& $1</title>', body: `<p>${'reef '.repeat(200)}</p>` }),
      '/assets/:id': (c) =>
        c.req.param('id') === '1' ? { head: '', body: 'one' } : { head: '', body: 'none', status: 404 },
    },
  });
  return {
    app,
    get: async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }),
  };
}

describe('files', () => {
  test('a hashed file is kept for ever, another for an hour', async () => {
    const { get } = await setUp();
    const file = await get('/static/index-B1x2.js');
    expect(await file.text()).toBe(script);
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/static/type-C3.woff2')).headers.get('content-type')).toBe('font/woff2');
    const icon = await get('/favicon.svg');
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
    expect(icon.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  test('who has the bytes is told so, in whichever form', async () => {
    const { get } = await setUp();
    const etag = (await get('/static/index-B1x2.js')).headers.get('etag') ?? '';
    const headers = { 'if-none-match': `"other", ${etag}`, 'accept-encoding': 'br' };
    const again = await get('/static/index-B1x2.js', headers);
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('/static/index-B1x2.js', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('each client gets the smallest form that it takes', async () => {
    const { get } = await setUp();
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const [accept, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['*', 'br'],
    ] as const) {
      const file = await get('/static/index-B1x2.js', { 'accept-encoding': accept });
      expect(file.headers.get('content-encoding')).toBe(encoding);
      expect(file.headers.get('vary')).toContain('Accept-Encoding');
      const bytes = new Uint8Array(await file.arrayBuffer());
      expect(bytes.byteLength).toBeLessThan(script.length / 2);
      expect(file.headers.get('content-length')).toBe(String(bytes.byteLength));
      expect(unpack[encoding](bytes).toString()).toBe(script);
    }
    const plain = await get('/static/index-B1x2.js', { 'accept-encoding': 'deflate' });
    expect(plain.headers.get('content-encoding')).toBe(null);
    expect(
      (await get('/static/type-C3.woff2', { 'accept-encoding': 'br' })).headers.get('content-encoding'),
    ).toBe(null);
  });

  test.each([
    '/static/../secret.txt',
    '/static/../../secret.txt',
    '/static/%2e%2e/%2e%2e/secret.txt',
    '/static/..%2f..%2fsecret.txt',
    '/static/..\\..\\secret.txt',
    '//static/index-B1x2.js',
    '/static/link.txt',
    '/static/index-B1x2.js.map',
    '/static/index-B1x2.js%00.txt',
    '/.vite/manifest.json',
    '/index.html',
    '/static/',
    '/static',
  ])('%s leads nowhere, also as it stands on the wire', async (path) => {
    const { app } = await setUp();
    const server = await serve({ app, port: 0, host: '127.0.0.1', logger });
    onTestFinished(() => server.close());
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    // as text: a client's URL parser would tidy it up
    httpRequest({ port: server.port, host: '127.0.0.1', path }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on('error', reject)
      .end();
    expect([400, 404]).toContain(await promise);
  });
});

describe('pages', () => {
  test('a page is the template with its parts as they are', async () => {
    const { get } = await setUp();
    const page = await get('/');
    const text = await page.text();
    expect(text).toContain('<head><title>$& $1</title></head><body><p>reef reef');
    expect(text).not.toContain('<!--');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/', { 'if-none-match': page.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    const packed = await get('/', { 'accept-encoding': 'br' });
    expect(brotliDecompressSync(await packed.arrayBuffer()).toString()).toBe(text);
  });

  test('a page says by its status that there is nothing to see', async () => {
    const { get } = await setUp();
    expect((await get('/assets/1')).status).toBe(200);
    const none = await get('/assets/2', { 'if-none-match': '*' });
    expect([none.status, await none.text()]).toEqual([404, expect.stringContaining('none')]);
  });

  test('pages and files carry the policy, which the application’s own does not replace', async () => {
    const { get } = await setUp();
    for (const path of ['/', '/static/index-B1x2.js', '/favicon.svg']) {
      const { headers } = await get(path);
      for (const [name, value] of Object.entries(policy))
        expect([name, headers.get(name)]).toEqual([name, value]);
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  test('without a build, or with a page that has no places to fill, the reason is told', async () => {
    await expect(readWeb({ directory: '/nowhere' })).rejects.toThrow('index.html cannot be read');
    expect(await readWebIfBuilt({ directory: '/nowhere' })).toBe(undefined);
    expect((await readWebIfBuilt({ directory: await built() }))?.files.size).toBe(3);
    for (const page of ['<html>', template.repeat(2), '<!--body--><!--head-->']) {
      const directory = await built({ 'index.html': page });
      await expect(readWeb({ directory })).rejects.toMatchObject({ code: 'configuration_invalid' });
    }
  });

  test('a part may contain what looks like a marker', () => {
    expect(fillPage({ template: ['a', 'b', 'c'] }, { head: '<!--body-->', body: '<!--head-->' })).toBe(
      'a<!--body-->b<!--head-->c',
    );
  });
});

describe('the policy', () => {
  const directives = (parameters: Parameters<typeof pagePolicy>[0]) =>
    (pagePolicy(parameters)['content-security-policy'] ?? '').split('; ');

  test('runs the own files and nothing inline, and is framed by nobody', () => {
    const found = directives({ origin: 'https://market.example', connect: [] });
    expect(found).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    );
    expect(found.join()).not.toMatch(/unsafe|\*/);
  });

  test('connects where it is told, by origin or scheme, and a URL adds no directive', () => {
    const connect = [
      'https://rpc.example/v1/key?x=1',
      'wss://rpc.example:444/',
      'https:',
      'https://rpc.example/',
    ];
    expect(directives({ origin: 'http://127.0.0.1:1', connect })).toContain(
      "connect-src 'self' https://rpc.example wss://rpc.example:444 https:",
    );
    const sly = directives({ origin: 'http://127.0.0.1:1', connect: ['https://a.example/; script-src *'] });
    expect(sly).toContain("connect-src 'self' https://a.example");
    expect(sly).toContain("script-src 'self'");
    expect(() => directives({ origin: 'http://127.0.0.1:1', connect: ['javascript:alert(1)'] })).toThrow();
    for (const wrong of ['*', 'https://*', 'http://*:*', "'unsafe-inline'"])
      expect(() => directives({ origin: 'http://127.0.0.1:1', connect: [wrong] })).toThrow();
    expect(directives({ origin: 'http://127.0.0.1:1', connect: ['http://127.0.0.1:*'] })).toContain(
      "connect-src 'self' http://127.0.0.1:*",
    );
  });

  test('keeps browsers with https where they came by it', () => {
    const of = (origin: string) => pagePolicy({ origin, connect: [] })['strict-transport-security'];
    expect(of('https://market.example')).toBe('max-age=31536000');
    expect(of('http://127.0.0.1:4103')).toBe(undefined);
  });
});

test('a form that is not smaller is not made', async () => {
  expect(Object.keys(await encode(new Uint8Array(10), 9))).toEqual(['identity']);
  const noise = crypto.getRandomValues(new Uint8Array(4096));
  const encoded = await encode(noise, 9);
  expect(chooseEncoding('br, gzip', encoded)).toBe('identity');
});
