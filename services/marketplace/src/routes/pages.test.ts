import { CatalogueEntry, CataloguePage } from '@atoll/schemas/marketplace-api';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { algorithmBytes, assetOf, datasetBytes } from '../../test/documents.ts';
import { startIndexerStub } from '../../test/indexer-stub.ts';
import { emptyCatalogue, markets } from '../../test/market.ts';

const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => void Object.assign(indexer, { assets: [], versions: [], broken: undefined, listings: {} }));

async function open() {
  await emptyCatalogue((await openMarket()).ctx);
  const { app } = await openMarket({ indexerUrl: indexer.url, keep: true });
  return async (path: string) => {
    const response = await app.request(path);
    return { response, text: await response.text() };
  };
}

const hostile = `</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"'><a href="javascript:alert(3)">\u202egnp`;
const pathOf = (asset: { id: string }) => `/assets/${encodeURIComponent(asset.id)}`;

/** The content of a block of data in a page, as a browser reads it. */
function blockIn(text: string, opening: RegExp): unknown {
  const start = opening.exec(text);
  if (start === null) throw new Error(`no ${opening.source} in the page`);
  const rest = text.slice(start.index + start[0].length);
  return JSON.parse(rest.slice(0, rest.indexOf('</script>')));
}

test('the catalogue comes with its content, its facts for search engines and the reply that it would ask for', async () => {
  indexer.assets = [assetOf(datasetBytes(), 1n), assetOf(algorithmBytes(), 2n)];
  const { response, text } = await (await open())('/?kind=dataset&utm_source=x');
  expect(response.status).toBe(200);
  expect(text).toContain('only results that the owner’s rules allow go out');
  expect(text).toContain('Reef temperatures');
  expect(text).toContain('12.5 tUSD per run');
  expect(text).toContain(pathOf({ id: indexer.assets[0]?.id ?? '' }));
  expect(text).toContain('data-path="/catalogue?kind=dataset&amp;limit=24"');
  const reply = CataloguePage.parse(blockIn(text, /<script[^>]*id="atoll-first-reply"[^>]*>/));
  expect(reply.items.map(({ name }) => name)).toEqual(['Reef temperatures']);
  // one of many searches is no page of its own to a search engine
  expect(text).toContain('<meta name="robots" content="noindex"');
});

test('an empty search is the page that search engines are told of', async () => {
  const { text } = await (await open())('/');
  expect(text).toContain('<link rel="canonical" href="https://market.example/"');
  expect(blockIn(text, /<script type="application\/ld\+json">/)).toMatchObject({ '@type': 'DataCatalog' });
  expect(text).toContain('Publish the first asset');
});

test('an asset’s page tells price, licence, rules and columns in words, and is described for search engines', async () => {
  const asset = assetOf(datasetBytes(), 1n);
  indexer.assets = [asset];
  const { response, text } = await (await open())(pathOf(asset));
  expect(response.status).toBe(200);
  for (const words of [
    '<title>Reef temperatures · Atoll</title>',
    '12.5 tUSD per run',
    'creativecommons.org/licenses/by/4.0',
    'CC BY 4.0',
    'The owner looks at a result before it is released, within 1 day',
    'JSON or ONNX, at most 16 MiB',
    'owes it 2.5 %',
    'degrees Celsius',
    'date and time',
    `<link rel="canonical" href="https://market.example${pathOf(asset)}"`,
  ]) {
    expect(text).toContain(words);
  }
  expect(blockIn(text, /<script type="application\/ld\+json">/)).toMatchObject({
    '@type': 'Dataset',
    name: 'Reef temperatures',
    url: `https://market.example${pathOf(asset)}`,
  });
  const entry = CatalogueEntry.parse(blockIn(text, /<script[^>]*id="atoll-first-reply"[^>]*>/));
  expect(entry.document?.name).toBe('Reef temperatures');
});

test('an algorithm’s page tells how it runs and what it gives', async () => {
  const asset = assetOf(algorithmBytes(), 2n);
  indexer.assets = [asset];
  const { text } = await (await open())(pathOf(asset));
  expect(text).toContain('at most 10 minutes with 1 CPU, 512 MiB of memory');
  expect(text).toContain('model.onnx');
});

test('hostile text in a document is shown as text, and cannot leave the data that the page carries', async () => {
  const bytes = datasetBytes({
    name: hostile.slice(0, 150),
    description: hostile,
    creator: hostile,
    license: 'javascript:alert(4)',
    keywords: [hostile.slice(0, 60)],
  });
  const asset = assetOf(bytes, 1n);
  indexer.assets = [asset];
  const get = await open();
  for (const path of ['/', `/?q=${encodeURIComponent(hostile)}`, pathOf(asset)]) {
    const { response, text } = await get(path);
    expect(text, path).toContain('&lt;script&gt;');
    // every script element is one of ours: data, or a file of our own origin
    const scripts = [...text.matchAll(/<script[^>]*>/g)].map(([element]) => element);
    expect(scripts.every((element) => /type="application\/(ld\+)?json"|src="\//.test(element))).toBe(true);
    expect(text.match(/<script/g)?.length, path).toBe(text.match(/<\/script>/g)?.length);
    expect(text).not.toMatch(/<img|href="javascript|onerror=alert\(2\)>"|<!--/i);
    expect(text).not.toContain('dir="auto" class="foreign">\u202e');
    blockIn(text, /<script[^>]*id="atoll-config"[^>]*>/);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  }
  const { text } = await get(pathOf(asset));
  expect(blockIn(text, /<script type="application\/ld\+json">/)).toMatchObject({ description: hostile });
});

test('nothing on a page comes from another host', async () => {
  indexer.assets = [assetOf(datasetBytes({ license: 'MIT' }), 1n)];
  const { text } = await (await open())('/');
  expect(text).not.toMatch(/(src|action)="(https?:)?\/\//);
  expect(text.match(/href="https?:\/\/[^"]*"/g)).toEqual(['href="https://market.example/"']);
});

test('a catalogue that is not there yet leaves the page standing and says so', async () => {
  const { app } = await openMarket();
  const response = await app.request('/');
  const text = await response.text();
  expect(response.status).toBe(503);
  expect(text).toContain('only results that the owner’s rules allow go out');
  expect(text).toContain('role="alert"');
  expect(text).not.toContain('atoll-first-reply');
});

test('what is asked for wrongly is explained on a page', async () => {
  const get = await open();
  expect((await get('/?kind=treasure')).response.status).toBe(400);
  expect((await get('/assets/nonsense')).response.status).toBe(400);
  const unknown = await get(pathOf(assetOf(datasetBytes(), 9n)));
  expect(unknown.response.status).toBe(404);
  expect(unknown.text).toContain('Not here');
  expect(unknown.text).toContain('<meta name="robots" content="noindex"');
  expect((await get('/?q=&kind=&state=')).response.status).toBe(200);
});

test('a page whose document is very long leaves it to be asked for', async () => {
  const asset = assetOf(
    datasetBytes({
      recordSet: [
        {
          '@type': 'cr:RecordSet',
          '@id': 'wide',
          name: 'wide',
          field: Array.from({ length: 1500 }, (_, index) => ({
            '@type': 'cr:Field',
            '@id': `wide/${index}`,
            name: `column ${index}`,
            description: 'x'.repeat(100),
            dataType: 'sc:Float',
            source: { fileObject: { '@id': 'reef.csv' }, extract: { column: `column ${index}` } },
          })),
        },
      ],
    }),
    1n,
  );
  indexer.assets = [asset];
  const { text } = await (await open())(pathOf(asset));
  expect(text).toContain('and 1440 more');
  expect(text).not.toContain('atoll-first-reply');
  expect(text.length).toBeLessThan(60_000);
});
