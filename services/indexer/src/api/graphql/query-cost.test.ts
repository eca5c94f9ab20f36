import { Problem } from '@atoll/schemas/problem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
}, 60_000);
afterAll(() => api.close());

async function ask(query: string) {
  const response = await api.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const body: unknown = JSON.parse(text);
  return { status: response.status, text, problem: Problem.safeParse(body).data };
}
const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

test.each([
  [
    'documents of many lists',
    `{ ${times(4, (n) => `a${n}: documents(first: 100) { items { document } }`)} }`,
  ],
  [
    'documents of what belongs to items',
    '{ jobs(first: 100) { items { algorithmAsset { a: document b: document } } } }',
  ],
  ['lists within items', `{ ${times(3, (n) => `a${n}: jobs(first: 100) { items { payments states } }`)} }`],
  [
    'one heavy field under many names',
    `{ jobs(first: 100) { items { ${times(6, (n) => `a${n}: order`)} } } }`,
  ],
  [
    'one plain field under many names',
    `{ jobs(first: 100) { items { ${times(60, (n) => `a${n}: jobId`)} } } }`,
  ],
])('what costs too much is refused, with what each part costs: %s', async (_what, query) => {
  const { status, problem } = await ask(query);
  expect(status).toBe(422);
  expect(problem).toMatchObject({ code: 'query_too_costly', data: { limit: 5000 } });
  expect(problem?.hint).toContain('heavy');
});

test.each([
  [
    'a page of assets with documents',
    '{ assets(first: 20) { items { tokenId owner price: terms document } next } }',
  ],
  ['a full page of documents', '{ documents(first: 100) { items { digest document } } }'],
  [
    'a full page of orders with all that belongs to them',
    '{ jobs(first: 100) { items { jobId state order payments states } } }',
  ],
  [
    'an order with its parts',
    '{ jobs(first: 20) { items { jobId order algorithmAsset { tokenId document } providerItem { endpoint environments } ratings { score } } } }',
  ],
])('what discovery asks for passes: %s', async (_what, query) => {
  const { status, text } = await ask(query);
  expect(status, text.slice(0, 500)).toBe(200);
});

test('an answer is bounded by its bytes, whatever was estimated', async () => {
  await api.writer`
    update documents set body = jsonb_set(body, '{description}', to_jsonb(repeat('x', 500000)))`;
  const { status, problem } = await ask(
    '{ assets(first: 30) { items { versionItems(first: 2) { documentItem { document } } } } }',
  );
  expect(status).toBe(422);
  expect(problem).toMatchObject({ code: 'query_too_costly', data: { limit: 8 * 2 ** 20 } });
  // What each root field has left is what those before it left over.
  const half = '(first: 10) { items { metadataDigest documentItem { document } } }';
  expect((await ask(`{ a: assetVersions${half} }`)).status).toBe(200);
  expect((await ask(`{ a: assetVersions${half} b: assetVersions${half} }`)).status).toBe(422);
});
