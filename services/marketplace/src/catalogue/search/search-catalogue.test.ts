import { CataloguePage, type CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { algorithmBytes, assetOf, datasetBytes, dollar } from '../../../test/documents.ts';
import { startIndexerStub } from '../../../test/indexer-stub.ts';
import { emptyCatalogue, markets, problemIn } from '../../../test/market.ts';

const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => void Object.assign(indexer, { assets: [], listings: {} }));

async function open() {
  await emptyCatalogue((await openMarket()).ctx);
  const market = await openMarket({ indexerUrl: indexer.url, keep: true });
  const search = async (query: string) =>
    CataloguePage.parse(await (await market.app.request(`/catalogue?${query}`)).json());
  return {
    ...market,
    search,
    names: async (query: string) => (await search(query)).items.map(({ name }) => name),
  };
}

const price = (amount: string) => ({
  terms: { ...assetOf(datasetBytes(), 0n).terms, price: amount },
});

function fourAssets() {
  return [
    assetOf(datasetBytes({ keywords: ['Ocean', 'climate'] }), 1n, { publishedAt: 100, ...price('5') }),
    assetOf(
      datasetBytes({ name: 'Tide gauges', description: 'Sea levels near the reef.', license: 'MIT' }),
      2n,
      { publishedAt: 200, ...price('30') },
    ),
    assetOf(algorithmBytes({ keywords: ['regression'] }), 3n, { publishedAt: 300, ...price('100') }),
    assetOf(datasetBytes({ name: 'Gone', description: '', recordSet: [] }), 4n, {
      state: 'retired',
      publishedAt: 400,
    }),
  ];
}

test('words are found in names, tags, columns and descriptions, those in names first', async () => {
  indexer.assets = fourAssets();
  const { names } = await open();
  expect(await names('q=reef')).toEqual(['Reef temperatures', 'Tide gauges']);
  expect(await names('q=climate')).toEqual(['Reef temperatures']);
  expect(await names('q=measured_at%20gauges')).toEqual(['Tide gauges']);
  expect(await names('q=%22near%20the%20reef%22')).toEqual(['Tide gauges']);
  expect(await names('q=%22reef%20near%22')).toEqual([]);
  expect(await names('q=reef%20-gauges')).toEqual(['Reef temperatures']);
  expect(await names('q=ridge%20or%20gauges')).toEqual(
    expect.arrayContaining(['Ridge regression', 'Tide gauges']),
  );
});

test('a word that is still being typed finds what begins with it', async () => {
  indexer.assets = fourAssets();
  const { names } = await open();
  expect(await names('q=tempe')).toEqual(['Reef temperatures', 'Tide gauges']);
  expect(await names('q=tempe%20')).toEqual(['Reef temperatures', 'Tide gauges']);
  expect(await names('q=ridge%20regr')).toEqual(['Ridge regression']);
});

test('a misspelt word is corrected, and the page says to what', async () => {
  indexer.assets = fourAssets();
  const { search } = await open();
  const page = await search('q=rigde%20regresion');
  expect(page).toMatchObject({ corrected: 'ridge regression', total: 1 });
  expect(await search('q=ridge')).not.toHaveProperty('corrected');
  expect(await search('q=xqzwvk')).toMatchObject({ total: 0, items: [] });
});

test('filters hold together, values of one are alternatives, and facets count without their own', async () => {
  indexer.assets = fourAssets();
  const { search, names } = await open();
  const all = await search('');
  expect(all).toMatchObject({ total: 3 });
  expect(all.facets.kind).toEqual([
    { value: 'dataset', count: 2 },
    { value: 'algorithm', count: 1 },
  ]);
  expect(all.facets.state).toEqual([
    { value: 'active', count: 3 },
    { value: 'retired', count: 1 },
  ]);
  expect(all.facets.format).toContainEqual({ value: 'text/csv', count: 2 });
  const datasets = await search('kind=dataset&license=MIT');
  expect(datasets.total).toBe(1);
  expect(datasets.facets.kind).toEqual([{ value: 'dataset', count: 1 }]);
  expect(datasets.facets.license).toContainEqual({ value: 'MIT', count: 1 });
  expect(datasets.facets.license).toHaveLength(2);
  expect(await names('kind=dataset&kind=algorithm&sort=newest')).toEqual([
    'Ridge regression',
    'Tide gauges',
    'Reef temperatures',
  ]);
  expect(await names('state=retired')).toEqual(['Gone']);
  expect(await names('tag=OCEAN')).toEqual(['Reef temperatures']);
  expect(await names('tag=nothing')).toEqual([]);
});

test('prices are bounds and order within one token', async () => {
  indexer.assets = fourAssets();
  const { names, app } = await open();
  expect(await names('sort=price')).toEqual(['Reef temperatures', 'Tide gauges', 'Ridge regression']);
  expect(await names('sort=-price&priceMin=5&priceMax=30')).toEqual(['Tide gauges', 'Reef temperatures']);
  const two = await app.request(`/catalogue?sort=price&token=${dollar}&token=0x${'11'.repeat(20)}`);
  expect(await problemIn(two)).toMatchObject({ code: 'malformed_request' });
});

test.each(['-reef', 'the', '""', '- or -', "'|!&()<->:*", '\\', '🦑', 'a:*', '%00'])(
  'words that ask for nothing, such as %s, are answered',
  async (q) => {
    indexer.assets = fourAssets();
    const { app } = await open();
    const response = await app.request(`/catalogue?q=${q === '%00' ? q : encodeURIComponent(q)}`);
    expect(response.status).toBe(200);
  },
);

test.each([
  'x',
  'bnVsbA',
  'WyJuZXdlc3QiLDEsMiwzXQ',
  Buffer.from('["price",1,1,1,null]').toString('base64url'),
])('a cursor such as %s is refused', async (cursor) => {
  const { app } = await open();
  expect(await problemIn(await app.request(`/catalogue?cursor=${cursor}`))).toMatchObject({
    code: 'malformed_request',
    status: 400,
  });
});

test('a query in a typed form is what the routes pass on', async () => {
  const query: CatalogueQuery = { limit: 1 };
  indexer.assets = fourAssets();
  const { search } = await open();
  const page = await search(`limit=${query.limit}`);
  expect(page.items).toHaveLength(1);
  expect(page.next).toBeDefined();
});
