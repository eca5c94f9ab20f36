import { createHash } from 'node:crypto';
import {
  CatalogueEntry,
  CataloguePage,
  CataloguePrice,
  CatalogueVersions,
  Suggestions,
} from '@atoll/schemas/marketplace-api';
import { CID } from 'multiformats/cid';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { algorithmBytes, assetOf, datasetBytes } from '../../test/documents.ts';
import { startIndexerStub } from '../../test/indexer-stub.ts';
import { emptyCatalogue, markets, problemIn, wallet } from '../../test/market.ts';

const Described = z.object({ paths: z.record(z.string(), z.unknown()) });
const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => {
  Object.assign(indexer, { assets: [], versions: [], broken: undefined, chainId: 31337, listings: {} });
  indexer.searches.length = 0;
});
const open = async () => {
  await emptyCatalogue((await openMarket()).ctx);
  return openMarket({ indexerUrl: indexer.url, keep: true });
};
const commitmentOf = ({ document }: ReturnType<typeof assetOf>) =>
  document?.atoll.kind === 'dataset' ? document.atoll.commitment : '';

test('assets with verified documents are listed, and retired ones when they are asked for', async () => {
  indexer.assets = [
    assetOf(datasetBytes(), 1n),
    assetOf(datasetBytes({ name: 'unchecked' }), 2n, { documentStatus: 'pending' }),
    assetOf(datasetBytes({ name: 'gone' }), 3n, { state: 'retired' }),
    assetOf(datasetBytes({ name: 'bad' }), 4n, { documentStatus: 'invalid' }),
    assetOf(algorithmBytes(), 5n, { state: 'paused' }),
  ];
  const { app } = await open();
  const names = async (path: string) => {
    const { items } = CataloguePage.parse(await (await app.request(path)).json());
    return items.map((item) => item.tokenId).sort();
  };
  expect(await names('/catalogue')).toEqual(['1', '5']);
  expect(await names('/catalogue?state=retired')).toEqual(['3']);
});

test('an entry says whether its document is pinned here', async () => {
  const document = datasetBytes({ name: 'Pinned here' });
  const asset = assetOf(document, 1n);
  indexer.assets = [asset];
  const market = await open();
  const path = `/catalogue/${encodeURIComponent(asset.id)}`;
  expect(await (await market.app.request(path)).json()).toMatchObject({ id: asset.id, available: false });
  await market.sendBlock(wallet(), document);
  const entry = CatalogueEntry.parse(await (await market.app.request(path)).json());
  expect(entry).toMatchObject({ available: true, document: { name: 'Pinned here' } });
});

test('the Croissant export is the published bytes, as JSON-LD', async () => {
  const document = datasetBytes({ name: 'Exported' });
  const asset = assetOf(document, 7n);
  indexer.assets = [asset];
  const market = await open();
  await market.sendBlock(wallet(), document);
  const response = await market.app.request(`/assets/${encodeURIComponent(asset.id)}/croissant`);
  expect(response.headers.get('content-type')).toBe('application/ld+json');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(`0x${createHash('sha256').update(bytes).digest('hex')}`).toBe(asset.metadataDigest);
});

test('an export that cannot be given is refused with the reason', async () => {
  indexer.assets = [
    assetOf(datasetBytes({ name: 'nobody has it' }), 1n),
    assetOf(algorithmBytes(), 2n),
    assetOf(datasetBytes(), 3n, { documentStatus: 'invalid', documentProblem: 'name: too long' }),
  ];
  const { app } = await open();
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

test('an asset of another market is not taken in', async () => {
  const foreign = { ...assetOf(datasetBytes(), 1n), id: `eip155:1/erc721:0x${'99'.repeat(20)}/1` };
  indexer.assets = [foreign];
  await expect(open()).rejects.toThrow('of another market');
});

test('the service is ready once the catalogue is filled, and stays so while the indexer is away', async () => {
  indexer.assets = [assetOf(datasetBytes(), 1n)];
  const market = await open();
  expect((await market.app.request('/ready')).status).toBe(200);
  indexer.broken = { status: 500, body: '{}' };
  indexer.cut();
  expect((await market.app.request('/ready')).status).toBe(200);
  expect((await market.app.request('/catalogue?q=reef')).status).toBe(200);
  await market.stopKeeping();
  await emptyCatalogue(market.ctx);
  const empty = await openMarket({ indexerUrl: indexer.url });
  expect(await problemIn(await empty.app.request('/ready'))).toMatchObject({
    code: 'not_ready',
    status: 503,
  });
  expect(await problemIn(await empty.app.request('/catalogue'))).toMatchObject({
    code: 'not_ready',
    retryable: true,
  });
  expect((await empty.app.request('/health')).status).toBe(200);
});

test('an indexer of another chain is not listened to', async () => {
  indexer.chainId = 1;
  await expect(open()).rejects.toThrow('mirrors chain 1');
});

test('versions tell what they changed in document, terms and data', async () => {
  const [first, second] = [datasetBytes(), datasetBytes({ version: '2.0.0', keywords: ['new'] })];
  const [old, now] = [assetOf(first, 1n), assetOf(second, 1n, { version: 2 })];
  const commitment = `0x${Buffer.from(CID.parse(commitmentOf(now)).multihash.digest).toString('hex')}`;
  const version = (asset: typeof old, number: number) => ({
    version: number,
    metadataDigest: asset.metadataDigest,
    metadata: asset.metadata,
    commitment,
    blockNumber: number * 10,
    logIndex: 1,
    assetId: '1',
    publishedAt: number,
  });
  const terms = (price: string, blockNumber: number) => ({
    ...old.terms,
    price,
    blockNumber,
    logIndex: 0,
    assetId: '1',
    changedAt: blockNumber,
  });
  indexer.assets = [now];
  indexer.listings['asset-versions'] = [version(now, 2), version(old, 1)];
  indexer.listings['asset-terms'] = [terms('9', 25), terms('7', 10)];
  indexer.listings['documents'] = [old, now].map(({ metadataDigest, document }) => ({
    digest: metadataDigest,
    metadata: now.metadata,
    status: 'verified',
    document,
  }));
  const market = await open();
  const path = `/catalogue/${encodeURIComponent(now.id)}`;
  const { versions } = CatalogueVersions.parse(await (await market.app.request(`${path}/versions`)).json());
  expect(versions.map(({ terms: { price } }) => price)).toEqual(['9', '7']);
  expect(versions[0]?.changes).toMatchObject({
    commitment: false,
    truncated: false,
    terms: [{ op: 'replace', path: '/price', before: '7', value: '9' }],
    document: [
      { op: 'add', path: '/keywords/0', value: 'new' },
      { op: 'replace', path: '/version', before: '1.0.0', value: '2.0.0' },
    ],
  });
  expect(versions[1]).not.toHaveProperty('changes');
  const price = CataloguePrice.parse(await (await market.app.request(`${path}/price`)).json());
  expect(price).toMatchObject({
    price: '12500000',
    history: [
      { price: '9', from: 25 },
      { price: '7', from: 10 },
    ],
  });
});

test('what is typed is completed by words and assets', async () => {
  indexer.assets = [assetOf(datasetBytes(), 1n), assetOf(datasetBytes({ name: 'Tide gauges' }), 2n)];
  const { app } = await open();
  const suggested = Suggestions.parse(await (await app.request('/catalogue/suggest?q=water%20tem')).json());
  expect(suggested.words).toContain('water temperature');
  const assets = Suggestions.parse(await (await app.request('/catalogue/suggest?q=gaug')).json()).assets;
  expect(assets.map(({ name }) => name)).toEqual(['Tide gauges']);
  expect(await problemIn(await app.request('/catalogue/suggest'))).toMatchObject({
    code: 'malformed_request',
  });
});

test('the API describes itself', async () => {
  const { app } = await open();
  const document = Described.parse(await (await app.request('/openapi.json')).json());
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/assets/{assetId}/croissant',
      '/catalogue',
      '/catalogue.jsonld',
      '/catalogue.ttl',
      '/catalogue/suggest',
      '/catalogue/{assetId}',
      '/catalogue/{assetId}/dcat',
      '/catalogue/{assetId}/price',
      '/catalogue/{assetId}/versions',
      '/health',
      '/ipfs/{cid}',
      '/pins',
      '/pins/{cid}',
      '/ready',
    ]),
  );
});
