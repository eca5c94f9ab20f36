import { hash } from 'node:crypto';
import { join } from 'node:path';
import { signOrder } from '@atoll/chain/sign';
import { Problem } from '@atoll/schemas/problem';
import { orderFromWire, QuoteOffer } from '@atoll/schemas/order';
import { RelayedOrder } from '@atoll/schemas/provider-api';
import { cidOfSha256, DAG_PB, parseCid, RAW } from '@atoll/storage/digest';
import { testDatabase } from '@atoll/tests/support/test-database';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJob } from '../src/jobs/read-job.ts';
import {
  ask as askMarket,
  type AskOptions,
  codeOf,
  type Market,
  openMarket,
  orderPair,
  reaches,
  requestFor,
} from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
let pair: Pair;
let jobId: `0x${string}`;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url });
  pair = await publishPair(market);
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  ({ jobId } = await orderPair(market, pair));
  await reaches(market, jobId, 'released');
});
afterAll(() => market?.close());

const ask = (method: string, path: string, options: AskOptions = {}) =>
  askMarket(market, method, path, options);

test('it says who it is, what it rents and that it is ready', async () => {
  expect(await (await ask('GET', '/identity')).json()).toMatchObject({
    provider: market.wallets.provider.address,
    operator: market.wallets.operator.address,
    custodian: market.wallets.dataOwner.address,
  });
  const offers: unknown = await (await ask('GET', '/environments')).json();
  expect(offers).toMatchObject([{ slots: 2, slotsFree: 2, document: { name: 'small' } }]);
  expect((await ask('GET', '/ready')).status).toBe(200);
  expect((await ask('GET', '/openapi.json')).status).toBe(200);
});

test('a job is there for its buyer and the custodian, and for nobody else', async () => {
  for (const path of [`/jobs/${jobId}`, `/jobs/${jobId}/receipt`]) {
    expect((await ask('GET', path, { as: 'buyer' })).status).toBe(200);
    expect((await ask('GET', path, { as: 'dataOwner' })).status).toBe(200);
    expect(await codeOf(await ask('GET', path, { as: 'stranger' }))).toBe('not_found');
    expect(await codeOf(await ask('GET', path))).toBe('sign_in_required');
  }
});

test('the result goes to the buyer alone, the log to the custodian alone', async () => {
  const result = await ask('GET', `/jobs/${jobId}/result`, { as: 'buyer' });
  expect(
    Buffer.from(await result.arrayBuffer())
      .subarray(0, 18)
      .toString(),
  ).toBe('age-encryption.org');
  expect((await ask('GET', `/jobs/${jobId}/result`, { as: 'dataOwner' })).status).toBe(404);
  expect((await ask('GET', `/jobs/${jobId}/log`, { as: 'dataOwner' })).status).toBe(200);
  expect((await ask('GET', `/jobs/${jobId}/log`, { as: 'buyer' })).status).toBe(404);
  expect((await ask('GET', `/jobs/${jobId}/events`, { as: 'stranger' })).status).toBe(404);
});

/** Keeps a folder with one entry, as whoever gets an image fetched here can; dag-pb by hand. */
async function keepFolder(name: string, { bytes }: { bytes: Uint8Array }) {
  const link = [0x0a, bytes.length, ...bytes, 0x12, name.length, ...Buffer.from(name), 0x18, 1];
  const node = Uint8Array.from([0x12, link.length, ...link, 0x0a, 2, 0x08, 1]);
  const cid = cidOfSha256(DAG_PB, hash('sha256', node, 'buffer'));
  await market.ctx.storage.putBlock(cid, node);
  return cid;
}

test('the gateway keeps a result shut until its job is released, under each of its CIDs', async () => {
  const { result } = await readJob(market.ctx, { jobId, reader: market.wallets.buyer.address });
  const cid = parseCid(result?.cid ?? '');
  const forms = [
    cid.toString(),
    cidOfSha256(cid.code === RAW ? DAG_PB : RAW, cid.multihash.digest).toString(),
  ];
  const statuses = () =>
    Promise.all(forms.map(async (form) => (await ask('GET', `/ipfs/${form}?format=raw`)).status));
  const { sql } = market.ctx.database;
  await sql`update compute_provider.jobs set state = 'orphaned' where job_id = ${jobId}`;
  expect(await statuses()).toEqual([404, 404]);
  const folder = await keepFolder('leak', cid);
  const opened = () => ask('GET', `/ipfs/${folder.toString()}/leak?format=car`);
  expect((await opened()).status).toBe(404);
  await expect(
    ask('GET', `/ipfs/${folder.toString()}?format=car`).then((reply) => reply.arrayBuffer()),
  ).rejects.toThrow();
  await sql`update compute_provider.jobs set state = 'released' where job_id = ${jobId}`;
  expect((await statuses())[0]).toBe(200);
  expect((await opened()).status).toBe(200);
});

test('the events of a job that has ended are its state, and the stream ends', async () => {
  const response = await ask('GET', `/jobs/${jobId}/events`, { as: 'buyer' });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(await response.text()).toMatch(/event: job\ndata: .*"state":"released"/);
});

test('datasets, approvals and reviews take the custodian alone', async () => {
  const asked: [string, string, unknown][] = [
    ['GET', '/datasets', undefined],
    [
      'POST',
      '/datasets',
      { name: 'x', path: '/', rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 } },
    ],
    ['POST', '/datasets/bind', { snapshot: 'x', assetId: '1' }],
    ['GET', '/approvals', undefined],
    ['GET', `/approvals/${jobId}/preparation`, undefined],
    ['PUT', '/approvals', { datasetId: '1', algorithmId: '1', metadataDigest: jobId }],
    ['DELETE', `/approvals/1/1/${jobId}`, undefined],
    ['POST', `/jobs/${jobId}/review`, { decision: 'withhold' }],
  ];
  for (const [method, path, json] of asked) {
    const body = json === undefined ? {} : { json };
    expect(await codeOf(await ask(method, path, { as: 'buyer', ...body })), path).toBe('not_allowed');
    const unsigned = method === 'GET' ? 'sign_in_required' : 'invalid_signature';
    expect(await codeOf(await ask(method, path, body)), path).toBe(unsigned);
  }
  const shown = JSON.stringify(await (await ask('GET', '/datasets', { as: 'dataOwner' })).json());
  expect(shown).toContain('"columns"');
  expect(shown).not.toMatch(/leaves|salt/);
});

test('a folder outside of the data roots, also by a link, is not registered', async () => {
  const rules = { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 };
  for (const path of ['/etc', join(market.directory, 'data', '..', 'state'), '/nowhere']) {
    const response = await ask('POST', '/datasets', {
      as: 'dataOwner',
      json: { name: 'x', source: { kind: 'folder', path }, rules },
    });
    expect(await codeOf(response)).toBe('not_allowed');
  }
});

test('a signed order is relayed once, so that a buyer needs no native coin', async () => {
  const quoted = await ask('POST', '/quotes', {
    as: 'buyer',
    json: { ...requestFor(market, pair), relayed: true },
  });
  const offer = QuoteOffer.parse(await quoted.json());
  const buyer = privateKeyToAccount(market.wallets.buyer.privateKey);
  const deployment = { chainId: offer.chainId, jobs: offer.jobs };
  const forged = await signOrder(
    privateKeyToAccount(market.wallets.stranger.privateKey),
    orderFromWire(offer.order),
    deployment,
  );
  const refused = await ask('POST', '/orders', {
    json: { jobId: offer.jobId, signature: forged, permit: '0x' },
  });
  expect(await codeOf(refused)).toBe('invalid_signature');
  const signature = await signOrder(buyer, orderFromWire(offer.order), deployment);
  const order = { jobId: offer.jobId, signature, permit: '0x' };
  const first = RelayedOrder.parse(await (await ask('POST', '/orders', { json: order })).json());
  const second = RelayedOrder.parse(await (await ask('POST', '/orders', { json: order })).json());
  expect(second).toEqual(first);
  await reaches(market, offer.jobId, 'released');
  const unknown = await ask('POST', '/orders', { json: { ...order, jobId: `0x${'11'.repeat(32)}` } });
  expect(await codeOf(unknown)).toBe('order_unknown');
});

test('what is malformed is named', async () => {
  const response = await ask('POST', '/quotes', {
    as: 'buyer',
    json: { ...requestFor(market, pair), recipient: '0x12' },
  });
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ code: 'malformed_request', status: 400 });
  expect(JSON.stringify(problem)).toContain('recipient');
});
