import { signInPaths, SignInNonce, signInStatement } from '@atoll/schemas/sign-in';
import { listReviews } from '@atoll/sdk/list-reviews';
import { readSession } from '@atoll/sdk/read-session';
import { signIn } from '@atoll/sdk/sign-in';
import { signOut } from '@atoll/sdk/sign-out';
import { testDatabase } from '@atoll/tests/support/test-database';
import type { TypedDataDefinition } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createProviderApp } from '../src/service.ts';
import { ask, codeOf, type Market, openMarket, orderPair, reaches } from './market.ts';
import { type Pair, publishPair } from './publish.ts';
import { postSignIn, provider, signInAs } from './sign-in.ts';

const desk = 'https://market.example';
const foreign = 'https://evil.example';

let market: Market;
let pair: Pair;
let jobId: `0x${string}`;
let app: ReturnType<typeof createProviderApp>;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url });
  pair = await publishPair(market);
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  ({ jobId } = await orderPair(market, pair));
  await reaches(market, jobId, 'released');
  app = createProviderApp(market.ctx, {
    version: 'test',
    quotesPerMinute: 1000,
    trustedProxies: 0,
    deskOrigins: [desk],
  });
});
afterAll(() => market?.close());

const get = async (path: string, headers: Record<string, string>) =>
  (await app.request(path, { headers })).status;

/** What the custodian reads. */
const deskReads = () => [
  '/requests',
  '/reviews',
  '/datasets',
  '/datasets/reef/guard',
  '/datasets/reef/ledger',
  '/datasets/reef/samples',
  '/datasets/reef/privacy',
  '/datasets/reef/buyers',
  '/approvals',
  '/agreements',
  '/queue',
  '/usage',
  `/jobs/${jobId}`,
  `/jobs/${jobId}/attempts`,
  `/jobs/${jobId}/findings`,
  `/jobs/${jobId}/log`,
];
/** What a buyer reads. */
const buyerReads = () => [
  '/requests/mine',
  `/jobs/${jobId}`,
  `/jobs/${jobId}/receipt`,
  `/jobs/${jobId}/result`,
  `/jobs/${jobId}/events`,
];

test('the custodian’s session reads the desk, by a cookie here and by a token from a listed page', async () => {
  for (const page of [provider, desk]) {
    const session = await signInAs(app, market, 'dataOwner', page);
    const statuses = await Promise.all(deskReads().map(async (path) => [path, await get(path, session)]));
    expect(statuses).toEqual(deskReads().map((path) => [path, 200]));
  }
});

test('a buyer’s session reads the buyer’s own and nothing of the desk', async () => {
  const session = await signInAs(app, market, 'buyer');
  for (const path of buyerReads()) expect([path, await get(path, session)]).toEqual([path, 200]);
  for (const path of deskReads().filter((each) => each !== `/jobs/${jobId}`))
    expect([path, [403, 404].includes(await get(path, session))]).toEqual([path, true]);
  const other = await signInAs(app, market, 'stranger');
  for (const path of buyerReads().slice(1)) expect([path, await get(path, other)]).toEqual([path, 404]);
});

const Described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Requests that stand for themselves: what they carry is signed, or signs in and out. */
const unsigned = ['POST /orders', 'POST /relay', 'POST /agreements', 'POST /sign-in'];
const signingOut = ['DELETE /sign-in', 'DELETE /sign-in/all'];

test('a session reads only: whatever else the service describes wants the wallet’s signature, from the custodian too', async () => {
  const { paths } = Described.parse(await (await app.request('/openapi.json')).json());
  const acts = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .map((method) => method.toUpperCase())
      .filter((method) => method !== 'GET')
      .map((method) => ({ method, path })),
  );
  const named = acts.map(({ method, path }) => `${method} ${path}`);
  expect(named).toEqual(
    expect.arrayContaining(['PUT /halt', 'POST /approvals', 'POST /jobs/{jobId}/review', 'POST /quotes']),
  );
  for (const page of [provider, desk]) {
    const session = await signInAs(app, market, 'dataOwner', page);
    for (const { method, path } of acts) {
      if ([...unsigned, ...signingOut].includes(`${method} ${path}`)) continue;
      const address = path
        .replace('{jobId}', jobId)
        .replace(/\{(id|metadataDigest)\}/, `0x${'11'.repeat(32)}`)
        .replace('{datasetId}', '1')
        .replace(/\{\w+\}/g, 'reef');
      const response = await app.request(address, {
        method,
        headers: { ...session, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        ...(method === 'DELETE' ? {} : { body: '{}' }),
      });
      expect([method, path, response.status, await codeOf(response)]).toEqual([
        method,
        path,
        401,
        'invalid_signature',
      ]);
    }
  }
  expect(await (await app.request('/halt')).json()).toMatchObject({ halted: false });
});

test('a browser shows a foreign page nothing of the desk, and asks in vain before it sends', async () => {
  const session = await signInAs(app, market, 'dataOwner');
  for (const path of deskReads().filter((each) => each !== `/jobs/${jobId}`)) {
    const headers = { ...session, origin: foreign, 'sec-fetch-site': 'cross-site' };
    const answer = await app.request(path, { headers });
    expect([path, answer.status]).toEqual([path, 401]);
    expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, null]);
    const preflight = await app.request(path, {
      method: 'OPTIONS',
      headers: {
        origin: foreign,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect([path, preflight.headers.get('access-control-allow-origin')]).toEqual([path, null]);
  }
  for (const [method, path] of [
    ['PUT', '/halt'],
    ['POST', `/jobs/${jobId}/review`],
    ['POST', '/approvals'],
  ] as const) {
    const preflight = await app.request(path, {
      method: 'OPTIONS',
      headers: { origin: foreign, 'access-control-request-method': method },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(null);
  }
});

test('a cookie reads nothing for a page of another site or of a neighbour, also where routes are open', async () => {
  const session = await signInAs(app, market, 'buyer');
  for (const site of ['cross-site', 'same-site'])
    for (const path of buyerReads())
      expect(await get(path, { cookie: session['cookie'] ?? '', 'sec-fetch-site': site })).toBe(401);
});

test('a page that is not listed signs nobody in, and may read why', async () => {
  const response = await postSignIn(app, { message: 'x', signature: '0x00' }, foreign);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await codeOf(response)).toBe('not_allowed');
});

test('without a session or a signature a reader is asked to sign in', async () => {
  const response = await ask(market, 'GET', '/reviews');
  expect([response.status, await codeOf(response)]).toEqual([401, 'sign_in_required']);
});

test('the SDK signs in at a listed page, reads with that, and signs out', async () => {
  let signatures = 0;
  const account = privateKeyToAccount(market.wallets.dataOwner.privateKey);
  const ctx = {
    chain: await market.as('dataOwner'),
    account: {
      ...account,
      signTypedData: (data: TypedDataDefinition) => {
        signatures += 1;
        return account.signTypedData(data);
      },
    },
    marketplaceUrl: desk,
    providerUrl: provider,
    fetch: async (url: string, init: RequestInit) => app.request(url, init),
  };
  const { session, address } = await signIn(ctx, provider, { page: desk });
  expect(address).toBe(market.wallets.dataOwner.address);
  const reader = { ...ctx, sessions: { [provider]: session } };
  expect(await listReviews(reader)).toEqual([]);
  expect(await readSession(reader, provider)).toMatchObject({ address });
  expect(signatures).toBe(0);
  await signOut(reader, provider);
  expect(await readSession(reader, provider)).toEqual({ address: null });
  await expect(listReviews(reader)).rejects.toMatchObject({ code: 'sign_in_required' });
  await expect(signIn(ctx, provider, { page: foreign })).rejects.toMatchObject({ code: 'not_allowed' });
});

test('the SDK has nothing signed for another service than the one it asked', async () => {
  const ctx = {
    chain: await market.as('dataOwner'),
    account: {
      ...privateKeyToAccount(market.wallets.dataOwner.privateKey),
      signMessage: () => Promise.reject(new Error('the wallet was asked')),
    },
    marketplaceUrl: desk,
    fetch: async (url: string, init: RequestInit) =>
      app.request(url.replace('https://evil.example', provider), init),
  };
  await expect(signIn(ctx, foreign)).rejects.toMatchObject({ name: 'SignInMismatch' });
});

test('a contract wallet signs in by its own word (ERC-1271)', async () => {
  const chain = await market.as('deployer');
  // answers every call with the magic value of ERC-1271, or with zero
  const wallets = [
    { key: '5', word: '1626ba7e', status: 200 },
    { key: '6', word: '00000000', status: 401 },
  ];
  for (const { key, word, status } of wallets) {
    const { address } = privateKeyToAccount(`0x${key.repeat(64)}`);
    await chain.publicClient.request({
      // @ts-expect-error -- a method of anvil's own
      method: 'anvil_setCode',
      params: [address, `0x63${word}60e01b60005260206000f3`],
    });
    const { nonce } = SignInNonce.parse(await (await app.request(signInPaths.nonce)).json());
    const message = createSiweMessage({
      address,
      chainId: 31337,
      domain: 'provider.test',
      nonce,
      uri: provider,
      version: '1',
      statement: signInStatement,
    });
    expect((await postSignIn(app, { message, signature: '0xabcd' })).status).toBe(status);
  }
});
