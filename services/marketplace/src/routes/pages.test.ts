import { afterAll, beforeEach, expect, test } from 'vitest';
import { algorithmBytes, assetOf, datasetBytes } from '../../test/documents.ts';
import { startIndexerStub } from '../../test/indexer-stub.ts';
import { emptyCatalogue, markets } from '../../test/market.ts';

const openMarket = await markets();
const indexer = await startIndexerStub();
afterAll(() => indexer.close());
beforeEach(() => void Object.assign(indexer, { assets: [], versions: [], broken: undefined }));

async function get(path: string, indexerUrl = indexer.url) {
  await emptyCatalogue((await openMarket()).ctx);
  const { app } = await openMarket({ indexerUrl, keep: indexerUrl === indexer.url });
  const response = await app.request(path);
  return { response, text: await response.text() };
}

const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><a href="javascript:alert(3)">\u202egnp`;

test('the landing page says what Atoll is and lists the catalogue', async () => {
  indexer.assets = [assetOf(datasetBytes(), 1n), assetOf(algorithmBytes(), 2n)];
  const { response, text } = await get('/');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(text).toContain('the data stays inside');
  expect(text).toContain('Reef temperatures');
  expect(text).toContain('12.5 tUSD per run');
  expect(text).toContain(`/a/${encodeURIComponent(indexer.assets[0]?.id ?? '')}`);
});

test('an asset’s page tells price, licence, rules, columns and versions in words', async () => {
  const asset = assetOf(datasetBytes(), 1n);
  indexer.assets = [asset];
  indexer.versions = [
    {
      version: 1,
      metadataDigest: asset.metadataDigest,
      metadata: asset.metadata,
      commitment: asset.commitment,
      blockNumber: 77,
    },
  ];
  for (const path of [`/a/${encodeURIComponent(asset.id)}`, `/a/${asset.id}`]) {
    const { response, text } = await get(path);
    expect(response.status, path).toBe(200);
    for (const words of [
      '12.5 tUSD per run',
      'creativecommons.org/licenses/by/4.0',
      'The owner looks at a result before it is released, within 1 day',
      'JSON or ONNX, at most 16 MiB',
      'owes it 2.5 %',
      'degrees Celsius',
      'date and time',
      '<td>77</td>',
    ]) {
      expect(text).toContain(words);
    }
  }
});

test('an algorithm’s page tells how it runs and what it gives', async () => {
  const asset = assetOf(algorithmBytes(), 2n);
  indexer.assets = [asset];
  const { text } = await get(`/a/${encodeURIComponent(asset.id)}`);
  expect(text).toContain('at most 10 minutes with 1 CPU, 512 MiB of memory');
  expect(text).toContain('model.onnx');
});

test('hostile text in a document is shown as text and does nothing', async () => {
  const bytes = datasetBytes({
    name: hostile.slice(0, 150),
    description: hostile,
    creator: hostile,
    license: 'javascript:alert(4)',
  });
  const asset = assetOf(bytes, 1n);
  indexer.assets = [asset];
  for (const path of ['/', `/?q=${encodeURIComponent(hostile)}`, `/a/${encodeURIComponent(asset.id)}`]) {
    const { response, text } = await get(path);
    expect(text, path).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/<script|<img|href="javascript|onerror=alert\(2\)>"/i);
    expect(text).not.toContain('<bdi>\u202e');
    if (!path.includes('?')) expect(text).not.toContain('\u202e');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
  }
});

test('nothing on a page comes from another host', async () => {
  indexer.assets = [assetOf(datasetBytes({ license: 'MIT' }), 1n)];
  const { text } = await get('/');
  expect(text).not.toMatch(/(src|href|action)="(https?:)?\/\//);
  const style = await get('/style.css');
  expect(style.response.headers.get('content-type')).toContain('text/css');
  expect(style.text).not.toMatch(/url\(|@import/);
});

test('a catalogue that cannot be read leaves the page standing and says so', async () => {
  const { response, text } = await get('/', 'http://127.0.0.1:9');
  expect(response.status).toBe(503);
  expect(text).toContain('the data stays inside');
  expect(text).toContain('the catalogue is being filled');
});

test('what is asked for wrongly is explained on a page', async () => {
  expect((await get('/?kind=treasure')).response.status).toBe(400);
  expect((await get('/a/nonsense')).response.status).toBe(400);
  const unknown = await get(`/a/${encodeURIComponent(assetOf(datasetBytes(), 9n).id)}`);
  expect(unknown.response.status).toBe(404);
  expect(unknown.text).toContain('Not here');
  expect(unknown.response.headers.get('content-type')).toContain('text/html');
  expect((await get('/?q=&kind=&state=')).response.status).toBe(200);
});
