import { createHash } from 'node:crypto';
import { pageOf } from '@atoll/schemas/indexer-api';
import { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { algorithmBytes, assetOf, datasetBytes } from '../../test/documents.ts';
import { startIndexerStub } from '../../test/indexer-stub.ts';
import { markets, problemIn, wallet } from '../../test/market.ts';

const CataloguePage = pageOf(CatalogueEntry);
const Described = z.object({ paths: z.record(z.string(), z.unknown()) });
const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => {
  Object.assign(indexer, { assets: [], versions: [], broken: undefined, chainId: 31337 });
  indexer.searches.length = 0;
});
const open = () => openMarket({ indexerUrl: indexer.url });

test('assets with verified documents are listed, and retired ones when they are asked for', async () => {
  const { app } = await open();
  indexer.assets = [
    assetOf(datasetBytes(), 1n),
    assetOf(datasetBytes({ name: 'unchecked' }), 2n, { documentStatus: 'pending' }),
    assetOf(datasetBytes({ name: 'gone' }), 3n, { state: 'retired' }),
    assetOf(datasetBytes({ name: 'bad' }), 4n, { documentStatus: 'invalid' }),
    assetOf(algorithmBytes(), 5n, { state: 'paused' }),
  ];
  const names = async (path: string) => {
    const { items } = CataloguePage.parse(await (await app.request(path)).json());
    return items.map((item) => item.tokenId);
  };
  expect(await names('/catalogue')).toEqual(['1', '5']);
  expect(await names('/catalogue?state=retired')).toEqual(['3']);
});

test('a search and its pages are the indexer’s', async () => {
  const { app } = await open();
  indexer.assets = Array.from({ length: 6 }, (_, index) =>
    assetOf(datasetBytes(), BigInt(index), index % 2 === 0 ? { documentStatus: 'invalid' } : {}),
  );
  const first = CataloguePage.parse(
    await (await app.request('/catalogue?q=reef&kind=dataset&limit=2')).json(),
  );
  expect(first.items.map((item) => item.tokenId)).toEqual(['1', '3']);
  expect(indexer.searches).toMatchObject([{ q: 'reef', kind: 'dataset', limit: '2' }]);
  const second = await (await app.request(`/catalogue?q=reef&limit=2&cursor=${first.next ?? ''}`)).json();
  expect(second).toMatchObject({ items: [{ tokenId: '5' }] });
  expect(second).not.toHaveProperty('next');
});

test('an entry says whether its document is pinned here', async () => {
  const market = await open();
  const document = datasetBytes({ name: 'Pinned here' });
  const asset = assetOf(document, 1n);
  indexer.assets = [asset];
  const path = `/catalogue/${encodeURIComponent(asset.id)}`;
  expect(await (await market.app.request(path)).json()).toMatchObject({ id: asset.id, available: false });
  await market.sendBlock(wallet(), document);
  const entry = CatalogueEntry.parse(await (await market.app.request(path)).json());
  expect(entry).toMatchObject({ available: true, document: { name: 'Pinned here' } });
});

test('the Croissant export is the published bytes, as JSON-LD', async () => {
  const market = await open();
  const document = datasetBytes({ name: 'Exported' });
  const asset = assetOf(document, 7n);
  indexer.assets = [asset];
  await market.sendBlock(wallet(), document);
  const response = await market.app.request(`/assets/${encodeURIComponent(asset.id)}/croissant`);
  expect(response.headers.get('content-type')).toBe('application/ld+json');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(`0x${createHash('sha256').update(bytes).digest('hex')}`).toBe(asset.metadataDigest);
});

test('an export that cannot be given is refused with the reason', async () => {
  const { app } = await open();
  indexer.assets = [
    assetOf(datasetBytes({ name: 'nobody has it' }), 1n),
    assetOf(algorithmBytes(), 2n),
    assetOf(datasetBytes(), 3n, { documentStatus: 'invalid', documentProblem: 'name: too long' }),
  ];
  const problems = [];
  for (const asset of indexer.assets) {
    problems.push(await problemIn(await app.request(`/assets/${encodeURIComponent(asset.id)}/croissant`)));
  }
  expect(problems.map((problem) => problem.code)).toEqual([
    'content_unavailable',
    'not_found',
    'malformed_metadata',
  ]);
  expect(problems[2]?.detail).toContain('name: too long');
});

test('an unknown asset and a malformed id are told apart', async () => {
  const { app } = await open();
  const unknown = encodeURIComponent(assetOf(datasetBytes(), 99n).id);
  expect(await problemIn(await app.request(`/catalogue/${unknown}`))).toMatchObject({
    code: 'asset_unknown',
    status: 404,
  });
  expect(await problemIn(await app.request('/catalogue/nonsense'))).toMatchObject({
    code: 'malformed_request',
  });
  expect(await problemIn(await app.request('/assets/nonsense/croissant'))).toMatchObject({
    code: 'malformed_request',
  });
});

test('an indexer that answers with another asset is not believed', async () => {
  const { app } = await open();
  const [asked, other] = [assetOf(datasetBytes(), 1n), assetOf(datasetBytes(), 2n)];
  indexer.broken = { status: 200, body: JSON.stringify(other) };
  const response = await app.request(`/catalogue/${encodeURIComponent(asked.id)}`);
  expect(await problemIn(response)).toMatchObject({ code: 'asset_unknown' });
});

test.each([
  ['that fails', { status: 500 as const, body: '{}' }],
  ['that answers no JSON', { status: 200 as const, body: '<html>' }],
  ['that answers something else', { status: 200 as const, body: '{"items":[{"id":1}]}' }],
])('an indexer %s is a retryable problem with a hint', async (_name, broken) => {
  const { app } = await open();
  indexer.broken = broken;
  const problem = await problemIn(await app.request('/catalogue'));
  expect(problem).toMatchObject({ code: 'upstream_unavailable', status: 503, retryable: true });
  expect(problem.hint).toContain('INDEXER_URL');
});

test.each([
  ['an unchecked document', { documentStatus: 'pending' as const }, ''],
  ['a retired asset', { state: 'retired' as const }, ''],
  ['another kind', {}, '?kind=algorithm'],
  ['more than was asked for', {}, '?limit=1'],
])('an indexer that answers with %s is not believed', async (_what, changes, query) => {
  const { app } = await open();
  const items = [assetOf(datasetBytes(), 1n, changes), assetOf(datasetBytes(), 2n, changes)];
  indexer.broken = { status: 200, body: JSON.stringify({ items }) };
  const problem = await problemIn(await app.request(`/catalogue${query}`));
  expect(problem).toMatchObject({ code: 'upstream_unavailable', status: 503 });
  expect(problem.detail).toContain('not asked for');
});

test('an indexer that is down, or of another chain, makes the service not ready', async () => {
  const { app } = await open();
  expect((await app.request('/ready')).status).toBe(200);
  indexer.chainId = 1;
  expect((await problemIn(await app.request('/ready'))).detail).toContain('chain 1');
  const down = await openMarket({ indexerUrl: 'http://127.0.0.1:9' });
  expect(await problemIn(await down.app.request('/catalogue'))).toMatchObject({
    code: 'upstream_unavailable',
  });
  expect(await problemIn(await down.app.request('/ready'))).toMatchObject({ code: 'not_ready' });
  expect((await down.app.request('/health')).status).toBe(200);
});

test('the API describes itself', async () => {
  const { app } = await open();
  const document = Described.parse(await (await app.request('/openapi.json')).json());
  expect(Object.keys(document.paths).sort()).toEqual([
    '/assets/{assetId}/croissant',
    '/catalogue',
    '/catalogue/{assetId}',
    '/health',
    '/ipfs/{cid}',
    '/pins',
    '/pins/{cid}',
    '/ready',
  ]);
});
