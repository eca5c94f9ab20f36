import { once } from 'node:events';
import { createServer } from 'node:http';
import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { digestOfCid } from '@atoll/storage/digest';
import { rawCidOf } from '@atoll/storage/verify-block';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { algorithmBytes, assetOf, datasetBytes, dollar } from '../../../test/documents.ts';
import { startIndexerStub } from '../../../test/indexer-stub.ts';
import { emptyCatalogue, type MarketOptions, markets } from '../../../test/market.ts';

const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => void Object.assign(indexer, { assets: [], broken: undefined, listings: {}, forgotten: 0 }));

async function open(options: MarketOptions = {}) {
  const market = await openMarket({ indexerUrl: indexer.url, keep: true, ...options });
  const names = async (query = '') => {
    const reply = await market.app.request(`/catalogue?sort=newest&${query}`);
    return CataloguePage.parse(await reply.json()).items.map(({ name }) => name);
  };
  const shows = (expected: readonly string[], query = '') =>
    waitFor(
      `the catalogue to show ${expected.join(', ')}`,
      async () => (await names(query)).join() === expected.join(),
    );
  return { ...market, names, shows };
}

async function openEmpty(options: MarketOptions = {}) {
  await emptyCatalogue((await openMarket()).ctx);
  return open(options);
}

const named = (name: string, tokenId: bigint, changes: Partial<ReturnType<typeof assetOf>> = {}) =>
  assetOf(datasetBytes({ name }), tokenId, { publishedAt: Number(tokenId), ...changes });

test('a database that was dropped shows the same catalogue again', async () => {
  indexer.assets = Array.from({ length: 95 }, (_, at) => named(`Set ${at}`, BigInt(at + 1)));
  const first = await openEmpty();
  const before = await (await first.app.request('/catalogue?q=set&limit=100&sort=newest')).json();
  await first.stopKeeping();
  const second = await openEmpty();
  const after = await (await second.app.request('/catalogue?q=set&limit=100&sort=newest')).json();
  expect(CataloguePage.parse(after).items).toHaveLength(95);
  expect(after).toEqual(before);
});

test('what is published, edited or gone later is told by changes', async () => {
  indexer.assets = [named('One', 1n)];
  const market = await openEmpty();
  indexer.assets = [named('One', 1n), named('Two', 2n)];
  indexer.tell({ kind: 'asset', assetId: '2' });
  await market.shows(['Two', 'One']);
  indexer.assets = [named('Uno', 1n, { version: 2 }), named('Two', 2n)];
  indexer.tell({
    kind: 'document',
    digest: indexer.assets[0]?.metadataDigest,
    status: 'verified',
    assets: ['1'],
  });
  await market.shows(['Two', 'Uno']);
  expect(await market.names('q=one')).toEqual([]);
  indexer.assets = [named('Two', 2n)];
  indexer.tell({ kind: 'asset', assetId: '1' });
  await market.shows(['Two']);
});

test('a service that comes back goes on after the last change that it took in', async () => {
  indexer.assets = [named('One', 1n)];
  const first = await openEmpty();
  indexer.assets.push(named('Two', 2n));
  const position = indexer.tell({ kind: 'asset', assetId: '2' });
  await first.shows(['Two', 'One']);
  await waitFor('the position to be kept', async () => {
    const [row] = await first.ctx.database.sql<{ position: bigint }[]>`
      select position from marketplace.catalogue_progress`;
    return row?.position === BigInt(position);
  });
  await first.stopKeeping();
  indexer.searches.length = 0;
  indexer.resumed.length = 0;
  indexer.assets.push(named('Three', 3n));
  indexer.tell({ kind: 'asset', assetId: '3' });
  const second = await open();
  await second.shows(['Three', 'Two', 'One']);
  expect(indexer.resumed).toEqual([position]);
  expect(indexer.searches).toEqual([]);
});

test('a line that is cut is taken up again where it was', async () => {
  indexer.assets = [named('One', 1n)];
  const market = await openEmpty();
  await waitFor('the line', () => indexer.resumed.length > 0);
  indexer.cut();
  indexer.assets.push(named('Two', 2n));
  indexer.tell({ kind: 'asset', assetId: '2' });
  await market.shows(['Two', 'One']);
});

test('blocks that are undone take along what they had told', async () => {
  indexer.assets = [named('One', 1n)];
  const market = await openEmpty();
  indexer.assets = [named('One', 1n), named('Two', 2n)];
  indexer.tell({
    kind: 'asset',
    assetId: '2',
    block: { number: 120, hash: `0x${'11'.repeat(32)}`, time: 2 },
  });
  await market.shows(['Two', 'One']);
  indexer.assets = [named('One', 1n)];
  indexer.tell({ kind: 'reorg', ancestor: { number: 110, hash: `0x${'12'.repeat(32)}` }, undone: 120 });
  await market.shows(['One']);
});

test('what no change told of is found by comparing', async () => {
  indexer.assets = [named('One', 1n), named('Two', 2n)];
  const market = await openEmpty({ compareEveryMs: 50 });
  indexer.assets = [named('One', 1n, { state: 'retired' }), named('Three', 3n)];
  await market.shows(['Three']);
  await market.shows(['One'], 'state=retired');
});

test('a reader that was away for too long compares everything', async () => {
  indexer.assets = [named('One', 1n)];
  const first = await openEmpty();
  await first.stopKeeping();
  indexer.assets = [named('Two', 2n)];
  indexer.tell({ kind: 'job', jobId: `0x${'01'.repeat(32)}` });
  indexer.forgotten = indexer.position;
  const second = await open();
  await second.shows(['Two']);
});

const provider = `0x${'77'.repeat(20)}` as const;
const description = Buffer.from(
  JSON.stringify({
    name: 'large',
    cpus: 4,
    memoryBytes: 1,
    scratchBytes: 1,
    gpus: [{ model: 'NVIDIA H100', memoryBytes: 1 }],
    runtime: 'runsc',
  }),
);

/** A provider as the indexer tells of it, all of whose environments have the one description. */
const providerOf = (address: string, endpoint: string, environments: readonly string[]) => ({
  provider: address,
  operator: address,
  payout: address,
  endpoint,
  draining: false,
  registeredAt: 1,
  registeredBlock: 1,
  registeredLog: 0,
  collateral: [],
  environments: environments.map((id) => ({
    id,
    resourcesDigest: digestOfCid(rawCidOf(description)),
    token: dollar,
    pricePerSecond: '5',
    slots: 1,
    active: true,
  })),
});

/** Providers of this machine that describe nothing: a byte comes now and then, and never the last one. */
async function listenDripping() {
  const server = createServer((_request, reply) => {
    const dripping = setInterval(() => reply.write('{'), 20);
    reply.on('close', () => clearInterval(dripping));
  });
  const asked = once(server, 'request');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const host = parseAllowedHost(`provider.test:${address.port}`);
  if (host === undefined) throw new TypeError('no host');
  const endpoint = `http://provider.test:${address.port}`;
  return { endpoint, asked, reach: { allowed: [host], resolve: async () => ['127.0.0.1'] } };
}

test('providers that never end what they describe hold nothing else up', async () => {
  const dripping = await listenDripping();
  const slow = `0x${'66'.repeat(20)}`;
  const many = Array.from({ length: 40 }, (_, at) => `0x${String(at).padStart(64, '0')}`);
  const asset = named('One', 1n);
  indexer.assets = [{ ...asset, terms: { ...asset.terms, provider } }];
  indexer.listings['providers'] = [
    providerOf(slow, dripping.endpoint, many),
    providerOf(provider, 'http://127.0.0.1:9', [`0x${'0e'.repeat(32)}`]),
  ];
  const market = await openEmpty({ document: description, reach: dripping.reach });
  await dripping.asked;
  await market.shows(['One'], 'gpu=any');
  indexer.tell({ kind: 'provider', provider: slow });
  indexer.assets.push(named('Two', 2n));
  indexer.tell({ kind: 'asset', assetId: '2' });
  await market.shows(['Two', 'One']);
});

test('a description that was not come to is asked for by the service that comes back', async () => {
  const dripping = await listenDripping();
  const asset = named('One', 1n);
  indexer.assets = [{ ...asset, terms: { ...asset.terms, provider } }];
  indexer.listings['providers'] = [providerOf(provider, dripping.endpoint, [`0x${'0e'.repeat(32)}`])];
  const first = await openEmpty({ reach: dripping.reach });
  await dripping.asked;
  await first.stopKeeping();
  const second = await open({ document: description, reach: { resolve: dripping.reach.resolve } });
  await second.shows(['One'], 'gpu=any');
});

test('runs, ratings and models of GPUs are those that the market tells', async () => {
  const asset = assetOf(datasetBytes(), 1n);
  indexer.assets = [{ ...asset, terms: { ...asset.terms, provider } }, assetOf(algorithmBytes(), 2n)];
  const environment = `0x${'0e'.repeat(32)}`;
  indexer.listings['asset-days'] = [{ assetId: '1', token: asset.terms.token, day: 1, released: 3 }];
  // More than the indexer is asked about at once.
  const rated = Array.from({ length: 2 * mostFilterValues + 1 }, (_, at) => ({
    ...{ blockNumber: at + 1, logIndex: 1, score: 4, counted: true },
    jobId: `0x${String(at).padStart(64, '0')}`,
  }));
  indexer.listings['ratings'] = rated;
  indexer.listings['job-datasets'] = rated.map(({ jobId, blockNumber }) => ({
    ...{ blockNumber, logIndex: 0, position: 0, dataset: '1', jobId },
  }));
  indexer.listings['providers'] = [providerOf(provider, 'http://127.0.0.1:9', [environment])];
  const market = await openEmpty({ document: description, answer: 12n });
  await market.shows(['Reef temperatures'], 'gpu=any');
  const page = CataloguePage.parse(await (await market.app.request('/catalogue?gpu=any')).json());
  expect(page.items).toMatchObject([
    { runs: 3, rating: { score: 4000, ratings: rated.length }, gpus: ['NVIDIA H100'] },
  ]);
  expect(page.facets.gpu).toEqual([
    { value: 'NVIDIA H100', count: 1 },
    { value: 'any', count: 1 },
  ]);
  const price = await market.app.request(`/catalogue/${encodeURIComponent(asset.id)}/price`);
  expect(await price.json()).toMatchObject({
    environments: [{ id: environment, name: 'large', gpus: ['NVIDIA H100'], ceiling: '12' }],
  });
});
