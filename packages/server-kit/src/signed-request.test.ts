import { createHash } from 'node:crypto';
import {
  formatSignedRequestHeader,
  type SignedRequestTypedData,
  signedRequestTypedData,
  uncoveredBody,
} from '@atoll/schemas/signed-request';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';
import { memoryNonceStore } from './nonce-store.ts';
import { signedRequest } from './signed-request.ts';

const address = `0x${'a1'.repeat(20)}` as const;
const origin = 'https://provider.example';
const now = 1_900_000_000n;

/** Stands in for a wallet: a digest over everything that is signed and the address. */
function sign(data: SignedRequestTypedData, by: string): `0x${string}` {
  const text = JSON.stringify([data, by], (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return `0x${createHash('sha256').update(text).digest('hex')}`;
}

function setUp() {
  const clock = { now: () => new Date(Number(now) * 1000), monotonic: () => 0 };
  const app = createApp({
    name: 'test',
    version: '1',
    description: '',
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  const signed = signedRequest({
    chainId: 31337,
    origin,
    verify: async (data, by, signature) => signature === sign(data, by),
    nonces: memoryNonceStore(),
    clock,
  });
  app.use('/jobs', signed());
  app.use('/upload', signed({ uncoveredBody: true }));
  app.post('/jobs', async (c) => c.json({ signer: c.get('signer'), body: await c.req.text() }));
  app.post('/upload', async (c) => c.json({ body: await c.req.text() }));
  return app;
}

let nonceCount = 0;

interface Signing {
  path?: string;
  origin?: string;
  method?: string;
  body?: string;
  expires?: bigint;
  nonce?: `0x${string}`;
  chainId?: number;
  digest?: `0x${string}`;
}

function header(signing: Signing = {}): string {
  const nonce = signing.nonce ?? (`0x${(++nonceCount).toString(16).padStart(32, '0')}` as const);
  const expires = signing.expires ?? now + 60n;
  const data = signedRequestTypedData({
    chainId: signing.chainId ?? 31337,
    message: {
      method: signing.method ?? 'POST',
      origin: signing.origin ?? origin,
      path: signing.path ?? '/jobs?limit=5',
      bodyDigest:
        signing.digest ??
        `0x${createHash('sha256')
          .update(signing.body ?? 'hello')
          .digest('hex')}`,
      expires,
      nonce,
    },
  });
  return formatSignedRequestHeader({ address, expires, nonce, signature: sign(data, address) });
}

function send(
  app: ReturnType<typeof setUp>,
  value: string | undefined,
  path = '/jobs?limit=5',
  body = 'hello',
) {
  return app.request(path, {
    method: 'POST',
    body,
    headers: value === undefined ? {} : { 'atoll-signature': value },
  });
}

test('a request signed for this service is let in and its signer known; the body is still readable', async () => {
  const response = await send(setUp(), header());
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ signer: address, body: 'hello' });
});

test('the same signed request works once', async () => {
  const app = setUp();
  const value = header();
  expect((await send(app, value)).status).toBe(200);
  expect(await (await send(app, value)).json()).toMatchObject({
    code: 'invalid_signature',
    detail: 'the nonce was used before',
  });
});

test.each<[string, Signing]>([
  ['another method', { method: 'GET' }],
  ['another service', { origin: 'https://other.example' }],
  ['another path', { path: '/jobs' }],
  ['another body', { body: 'hullo' }],
  ['another chain', { chainId: 1 }],
  ['a body it does not cover', { digest: uncoveredBody }],
])('a signature over %s is refused', async (_name, signing) => {
  const response = await send(setUp(), header(signing));
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'invalid_signature' });
});

test('a signature that has expired, or that holds too long, is refused', async () => {
  const app = setUp();
  expect(await (await send(app, header({ expires: now }))).json()).toMatchObject({
    code: 'signature_expired',
  });
  expect(await (await send(app, header({ expires: now + 601n }))).json()).toMatchObject({
    code: 'invalid_signature',
  });
  expect((await send(app, header({ expires: now + 600n }))).status).toBe(200);
});

test('a refused signature uses up no nonce', async () => {
  const app = setUp();
  const nonce = `0x${'77'.repeat(16)}` as const;
  expect((await send(app, header({ nonce, body: 'other' }))).status).toBe(401);
  expect((await send(app, header({ nonce }))).status).toBe(200);
});

test.each([
  ['no header', undefined],
  ['garbage', 'garbage'],
  ['a missing part', `address=${address}, expires=1, nonce=0x${'00'.repeat(16)}`],
  ['a short address', `address=0x1, expires=1, nonce=0x${'00'.repeat(16)}, signature=0x00`],
  [
    'a part twice',
    `address=${address}, address=${address}, expires=1, nonce=0x${'00'.repeat(16)}, signature=0x00`,
  ],
])('%s is refused with what is expected', async (_name, value) => {
  const response = await send(setUp(), value);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'invalid_signature' });
});

test('an upload route takes the uncovered digest alone', async () => {
  const app = setUp();
  const covered = header({ path: '/upload' });
  expect((await send(app, covered, '/upload')).status).toBe(401);
  const uncovered = header({ path: '/upload', digest: uncoveredBody });
  expect(await (await send(app, uncovered, '/upload')).json()).toEqual({ body: 'hello' });
});

test('the store forgets expired nonces and refuses when it is full of living ones', async () => {
  const store = memoryNonceStore({ capacity: 2 });
  const use = (nonce: string, at: bigint) => store.use({ address, nonce, expires: at + 10n, now: at });
  expect(await use('a', 1n)).toBe(true);
  expect(await use('b', 1n)).toBe(true);
  expect(await use('c', 2n)).toBe(false);
  expect(await use('c', 20n)).toBe(true);
  expect(await use('a', 20n)).toBe(true);
});
