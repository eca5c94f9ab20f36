import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { algorithmBytes, assetOf, datasetBytes, dollar } from '../../../test/documents.ts';
import { startIndexerStub } from '../../../test/indexer-stub.ts';
import { emptyCatalogue, markets, origin, problemIn } from '../../../test/market.ts';
import { rowOf } from '../projection/asset-facts.ts';
import { createShelf } from '../search/shelf.ts';
import { describeForSearchEngines, licenceAddress, schemaOrgOf } from './schema-org.ts';
import { sitemapIndex, sitemapPage } from './sitemap.ts';
import { iri, text, toTurtle } from './triples.ts';

const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => void Object.assign(indexer, { assets: [] }));

async function open() {
  await emptyCatalogue((await openMarket()).ctx);
  return openMarket({ indexerUrl: indexer.url, keep: true });
}

function entryOf(changes: Record<string, unknown> = {}): CatalogueEntry {
  const asset = assetOf(datasetBytes(changes), 1n);
  const { entry } = rowOf({ asset, updatedAt: asset.publishedAt, runs: 0, ratingSum: 0, ratings: 0 });
  return {
    ...entry,
    available: true,
    gpus: [],
    runs: 0,
    ...(asset.document && { document: asset.document }),
  };
}

const url = 'https://market.example/assets/1';
const hostile = '</script><script>alert(1)</script><!-- & \u2028 ]]>';

test('metadata cannot leave the script element that it is written into, and reads the same', () => {
  const written = schemaOrgOf(
    entryOf({ name: hostile, description: hostile, creator: hostile, keywords: [hostile] }),
    { url },
  );
  expect(written).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(written)).toMatchObject({ name: hostile, description: hostile });
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 100, unit: 'binary' }).filter((name) => !name.includes('\0')),
      (name) => {
        const each = schemaOrgOf({ ...entryOf(), name }, { url });
        expect(each).not.toMatch(/[<>&]/);
        expect(JSON.parse(each)).toHaveProperty('name', name);
      },
    ),
  );
});

test('a dataset is described for search engines with its price in its token, and without a link that runs', () => {
  const tokens = [{ address: dollar, symbol: 'tUSD', decimals: 6 }];
  expect(describeForSearchEngines(entryOf(), { url, tokens })).toMatchObject({
    '@type': 'Dataset',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    offers: { price: '12.5', priceCurrency: 'tUSD' },
    variableMeasured: [{ name: 'station' }, { name: 'temperature' }, { name: 'measured_at' }],
  });
  expect(licenceAddress('javascript:alert(1)')).toBeUndefined();
});

test('Turtle holds whatever the metadata says as text', () => {
  const node = {
    iri: 'https://a/<x> y',
    type: 'dcat:Dataset',
    says: [['dct:title', text('a "b" \\ \n.')] as const, ['dct:license', iri('https://a/"> .')] as const],
  };
  expect(toTurtle([node])).toContain(
    '<https://a/%3Cx%3E%20y> a dcat:Dataset ;\n  dct:title "a \\"b\\" \\\\ \\n." ;\n  dct:license <https://a/%22%3E%20.> .',
  );
});

test('datasets are exported in DCAT page by page, in both forms', async () => {
  indexer.assets = [
    ...Array.from({ length: 101 }, (_, at) =>
      assetOf(datasetBytes({ name: `Set ${at} "quoted"` }), BigInt(at + 1)),
    ),
    assetOf(algorithmBytes(), 500n),
  ];
  const { app } = await open();
  const first = await (await app.request('/catalogue.ttl')).text();
  expect(first.match(/a dcat:Dataset/g)).toHaveLength(100);
  const next = /hydra:next <([^>]+)>/.exec(first)?.[1] ?? '';
  expect(next.startsWith(`${origin}/catalogue.ttl?cursor=`)).toBe(true);
  const second = await (await app.request(next.slice(origin.length))).text();
  expect(second.match(/a dcat:Dataset/g)).toHaveLength(1);
  expect(second).not.toContain('hydra:next');
  const json: unknown = await (await app.request('/catalogue.jsonld')).json();
  expect(json).toMatchObject({
    '@graph': expect.arrayContaining([expect.objectContaining({ '@type': 'dcat:Catalog' })]),
  });
  const one = `/catalogue/${encodeURIComponent(indexer.assets[0]?.id ?? '')}/dcat`;
  const turtle = await app.request(one, { headers: { accept: 'text/turtle' } });
  expect(turtle.headers.get('content-type')).toContain('text/turtle');
  expect(await turtle.text()).toContain('dct:title "Set 0 \\"quoted\\""');
  const algorithm = `/catalogue/${encodeURIComponent(indexer.assets.at(-1)?.id ?? '')}/dcat`;
  expect(await problemIn(await app.request(algorithm))).toMatchObject({ code: 'not_found' });
  expect(await problemIn(await app.request('/catalogue.ttl?cursor=x'))).toMatchObject({
    code: 'malformed_request',
  });
});

test('sitemaps list every asset once, at most so many in each, and robots find them', async () => {
  indexer.assets = [
    assetOf(datasetBytes(), 1n),
    assetOf(datasetBytes({ name: 'gone' }), 2n, { state: 'retired' }),
  ];
  const { app } = await open();
  expect(await (await app.request('/sitemap.xml')).text()).toContain(`<loc>${origin}/sitemap-1.xml</loc>`);
  const page = await (await app.request('/sitemap-1.xml')).text();
  expect(page).toContain(`<loc>${origin}/assets/${encodeURIComponent(indexer.assets[0]?.id ?? '')}</loc>`);
  expect(page.match(/<url>/g)).toHaveLength(1);
  expect(await problemIn(await app.request('/sitemap-2.xml'))).toMatchObject({ code: 'not_found' });
  expect(await (await app.request('/robots.txt')).text()).toContain(`Sitemap: ${origin}/sitemap.xml`);

  const shelf = createShelf();
  const { entry } = rowOf({
    asset: assetOf(datasetBytes(), 1n),
    updatedAt: 1,
    runs: 0,
    ratingSum: 0,
    ratings: 0,
  });
  const shelved = {
    ...entry,
    listed: true,
    provider: '',
    token: '',
    license: null,
    price: 1n,
    publishedAt: 1,
    runs: 0,
    ratingSum: 0,
    ratings: 0,
  };
  shelf.put(Array.from({ length: 25 }, (_, at) => ({ ...shelved, ordinal: at + 1, assetId: `id ${at}` })));
  expect(sitemapIndex(shelf, origin, 10).match(/<sitemap>/g)).toHaveLength(3);
  expect([1, 2, 3].map((at) => sitemapPage(shelf, origin, at, 10)?.match(/<url>/g)?.length)).toEqual([
    10, 10, 5,
  ]);
});
