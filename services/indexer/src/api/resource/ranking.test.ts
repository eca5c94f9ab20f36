import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { Problem } from '@atoll/schemas/problem';
import { createLogger } from '@atoll/server-kit/logger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchText } from '../../documents/examine-document.ts';
import { keepAttempts } from '../../documents/fetch-document.ts';
import { account, hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { datasetDocument } from '../../testing/documents.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(30);
}, 60_000);
afterAll(() => api.close());

/** A dataset's row like another one's, of block 1,000 + its number. */
const like = (changes: string) => `
  select (jsonb_populate_record(t, ${changes})).* from assets as t where t.asset_id = 3`;

/** Publishes a dataset whose document has these words. */
async function publish(n: number, words: Partial<SearchText>, changes: Record<string, unknown> = {}) {
  const [digest, commitment] = [hash32(10_000 + n) as Bytes32, hash32(20_000 + n) as Bytes32];
  const bytes = (hex: string) => `\\x${hex.slice(2)}`;
  const row = {
    asset_id: 1000 + n,
    kind: 'dataset',
    metadata_digest: bytes(digest),
    commitment: bytes(commitment),
    published_block: 1000 + n,
    published_log: 0,
    ...changes,
  };
  await api.writer.unsafe(`insert into assets ${like('$1::text::jsonb')}`, [JSON.stringify(row)]);
  await keepDocument(digest, commitment, words);
}

/** Keeps a document as the service does once it has fetched it. */
async function keepDocument(digest: Bytes32, commitment: Bytes32, words: Partial<SearchText>) {
  await api.writer`insert into documents (digest) values (${digest}) on conflict do nothing`;
  const storage = {
    getDocument: () => Promise.reject(new AtollError({ code: 'not_found', message: '', hint: '' })),
  };
  const search = { name: '', keywords: '', description: '', rest: '', ...words };
  const body = datasetDocument({ commitment });
  const fetched = { status: 'verified' as const, kind: 'dataset' as const, commitment, body, search };
  await keepAttempts({ sql: api.writer, storage, logger: createLogger({ name: 'test', level: 'silent' }) }, [
    { due: { digest, attempts: 0 }, fetched },
  ]);
}

interface Page {
  items: { tokenId: string; publishedBlock: number; owner: string }[];
  next?: string;
}
const pathOf = (q: string, more = '') => `/assets?q=${encodeURIComponent(q)}&sort=-relevance${more}`;
const pageOf = async (path: string): Promise<Page> => {
  const { status, body, text } = await api.get(path);
  expect(status, text).toBe(200);
  return body as Page;
};
const found = async (q: string, more = '') =>
  (await pageOf(pathOf(q, more))).items.map(({ tokenId }) => Number(tokenId) - 1000);
/** All of a listing, page by page. */
async function every(q: string, more = ''): Promise<{ found: number[]; pages: number }> {
  const all: number[] = [];
  let next: string | undefined;
  let pages = 0;
  do {
    const page = await pageOf(pathOf(q, `${more}${next === undefined ? '' : `&cursor=${next}`}`));
    all.push(...page.items.map(({ tokenId }) => Number(tokenId) - 1000));
    next = page.next;
    pages += 1;
  } while (next !== undefined);
  return { found: all, pages };
}
const refusal = async (path: string) => {
  const { status, body, text } = await api.get(path);
  expect(status, text).toBe(400);
  const { code, data } = Problem.parse(body);
  expect(code).toBe('malformed_request');
  return data;
};

test('what is called so comes before what is marked, described or only filled with it, whatever is newer', async () => {
  await publish(1, { name: 'plankton' });
  await publish(2, { keywords: 'plankton' });
  await publish(3, { description: 'plankton' });
  await publish(4, { rest: 'plankton' });
  await publish(5, { name: 'whales', rest: 'krill' });
  expect(await found('plankton')).toEqual([1, 2, 3, 4]);
  const newest = await pageOf('/assets?q=plankton');
  expect(newest.items.map(({ tokenId }) => Number(tokenId) - 1000)).toEqual([4, 3, 2, 1]);
  expect(await found('plankton or krill')).toEqual([1, 2, 3, 5, 4]);
  expect(await found('the')).toEqual([]);
  expect(await found('nobodyhasthis')).toEqual([]);
});

test('each word counts where it stands, near the others or far from them, and several times more than once', async () => {
  const apart = Array.from({ length: 150 }, (_, n) => `filler${n}`).join(' ');
  await publish(10, { name: 'tide', rest: `${apart} gauges` });
  await publish(11, { rest: 'tide gauges' });
  await publish(12, { description: 'tide tide tide' });
  expect(await found('tide gauges')).toEqual([10, 11]);
  expect(await found('tide')).toEqual([10, 12, 11]);
  expect(await found('"tide gauges"')).toEqual([11]);
  expect(await found('tide -gauges')).toEqual([12]);
  expect(await found('tide -nobodyhasthis')).toEqual([10, 12, 11]);
});

test('a word with the marks of operators and quotes is a word', async () => {
  await publish(15, { name: 'plain', rest: "example.org/a'b" });
  await publish(16, { rest: "plain example.org/a'b" });
  expect(await found("example.org/a'b plain")).toEqual([15, 16]);
  expect(await found(`"example.org/a'b|c&d<2>" plain`)).toEqual([]);
});

test('pages hold each once and in order, the newest of equals first', async () => {
  for (let n = 20; n < 31; n += 1) {
    await publish(n, n % 3 === 0 ? { name: 'seagrass' } : { description: 'seagrass' });
  }
  const expected = [30, 27, 24, 21, 29, 28, 26, 25, 23, 22, 20];
  expect(await found('seagrass', '&limit=100')).toEqual(expected);
  expect(await every('seagrass', '&limit=2')).toEqual({ found: expected, pages: 6 });
  expect(await every('seagrass', '&limit=3&fields=tokenId')).toEqual({ found: expected, pages: 4 });
  expect(await every('seagrass', '&limit=4&include=document')).toEqual({ found: expected, pages: 3 });
});

test('what comes in between two pages moves nothing of what follows', async () => {
  await publish(40, { name: 'lagoon' });
  await publish(41, { keywords: 'lagoon' });
  await publish(42, { description: 'lagoon' });
  const first = await pageOf(pathOf('lagoon', '&limit=2'));
  await publish(43, { name: 'lagoon' });
  const second = await pageOf(pathOf('lagoon', `&limit=2&cursor=${first.next ?? ''}`));
  expect(second.items.map(({ tokenId }) => tokenId)).toEqual(['1042']);
  expect(second.next).toBeUndefined();
});

test('an asset is ranked by the document that describes it, with all others that it describes', async () => {
  await publish(50, { name: 'mangrove' });
  await publish(51, { description: 'mangrove' });
  const same = { metadata_digest: `\\x${hash32(10_050).slice(2)}` };
  await publish(52, {}, { ...same, commitment: `\\x${hash32(20_050).slice(2)}` });
  await publish(53, {}, same);
  await publish(54, {}, { ...same, commitment: `\\x${hash32(20_050).slice(2)}`, kind: 'model' });
  expect(await every('mangrove', '&limit=1')).toEqual({ found: [52, 50, 51], pages: 3 });
});

test('other filters hold as well, as of the head and of a block', async () => {
  const owner = `\\x${account(7).slice(2)}`;
  await publish(60, { name: 'estuary' }, { price: 5 });
  await publish(61, { keywords: 'estuary' }, { price: 7, owner });
  await publish(62, { description: 'estuary' }, { price: 9, owner });
  expect(await found('estuary', '&priceFrom=6')).toEqual([61, 62]);
  expect(await found('estuary', '&priceTo=6')).toEqual([60]);
  expect(await found('estuary', `&owner=${account(7)}&priceTo=8`)).toEqual([61]);
  expect(await found('estuary', '&kind=model')).toEqual([]);
  expect(await found('estuary', '&documentStatus=verified&kind=dataset&kind=model')).toEqual([60, 61, 62]);
  await api.writer`
    insert into undo (block_number, table_name, key, row_key, before)
    select ${api.head}, 'assets', '1060', '{"asset_id": 1060}', to_jsonb(t) || '{"price": 8}' from assets as t where asset_id = 1060`;
  await api.writer`
    insert into undo (block_number, table_name, key, row_key, before) values (${api.head}, 'assets', '1062', '{"asset_id": 1062}', null)`;
  expect(await found('estuary', `&priceFrom=6&asOf=${api.head - 1}`)).toEqual([60, 61]);
  expect(await found('estuary', `&priceFrom=6&asOf=${api.head}`)).toEqual([61, 62]);
  expect(await every('estuary', `&limit=1&asOf=${api.head - 1}`)).toEqual({ found: [60, 61], pages: 2 });
});

test('an answer has another tag once a document has other words, and none that was kept is sent', async () => {
  await publish(70, { name: 'kelp bed' });
  await publish(71, { description: 'kelp bed' });
  const path = pathOf('bed');
  const tag = (await api.get(path)).headers.get('etag') ?? '';
  expect((await api.get(path, { 'if-none-match': tag })).status).toBe(304);
  await keepDocument(hash32(10_070) as Bytes32, hash32(20_070) as Bytes32, { rest: 'bed' });
  const { status, body } = await api.get(path, { 'if-none-match': tag });
  expect(status).toBe(200);
  expect((body as Page).items.map(({ tokenId }) => tokenId)).toEqual(['1071', '1070']);
});

test('it is asked for with words alone, best first, of what is searched, and a cursor is of its own search', async () => {
  expect(await refusal('/assets?sort=-relevance')).toMatchObject({
    issues: [{ path: 'query.sort', expected: expect.stringContaining('give q') as string }],
  });
  expect(await refusal('/assets?sort=relevance&q=plankton')).toMatchObject({
    issues: [{ path: 'query.sort', expected: expect.stringContaining('-relevance') as string }],
  });
  await refusal('/assets?sort=relevance');
  await refusal('/jobs?sort=-relevance');
  for (const sort of ['relevance', '-relevance']) {
    expect(await refusal(`/exports/assets.csv?sort=${sort}`)).toMatchObject({
      issues: [{ path: 'query.sort' }],
    });
  }
  await refusal('/exports/assets.csv?sort=-relevance&q=plankton');
  const { next = '' } = await pageOf(pathOf('plankton', '&limit=1'));
  await pageOf(pathOf('plankton', `&limit=2&cursor=${next}`));
  await refusal(pathOf('krill', `&cursor=${next}`));
  await refusal(`/assets?q=plankton&cursor=${next}`);
  await refusal(`/assets?q=plankton&sort=-price&cursor=${next}`);
  const other = (await pageOf('/assets?q=plankton&limit=1')).next ?? '';
  await refusal(pathOf('plankton', `&cursor=${other}`));
});

test('a reorg since the page before ends the listing', async () => {
  const { next = '' } = await pageOf(pathOf('plankton', '&limit=1'));
  await api.writer`insert into reorgs (ancestor, undone) values (${api.head}, 1)`;
  const { status, body } = await api.get(pathOf('plankton', `&limit=1&cursor=${next}`));
  expect([status, Problem.parse(body).code]).toEqual([409, 'cursor_reorganised']);
});

test.each(["'; drop table assets; --", '"""((( & | ! <->', ':* <-> a:b', '\\', '%', '-', '-plankton -krill'])(
  'the words %s are only words',
  async (words) => {
    const { status, text } = await api.get(pathOf(words));
    expect(status, text).toBe(200);
  },
);

test('GraphQL has the same order, and no other direction of it', async () => {
  const ask = async (sort: string, filter = 'filter: { q: "plankton" }') => {
    const query = `{ assets(first: 2, sort: ${sort}, ${filter}) { items { tokenId } next } }`;
    const response = await api.app.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const answered = await ask('relevance_desc');
  expect(answered).toMatchObject({
    body: { data: { assets: { items: [{ tokenId: '1001' }, { tokenId: '1002' }] } } },
  });
  const { next } = (answered.body as { data: { assets: { next: string } } }).data.assets;
  expect(await ask('relevance_desc', `filter: { q: "plankton" }, after: "${next}"`)).toMatchObject({
    body: { data: { assets: { items: [{ tokenId: '1003' }, { tokenId: '1004' }], next: null } } },
  });
  expect((await ask('relevance_asc')).status).toBe(400);
  expect((await ask('relevance_desc', 'filter: { kind: ["dataset"] }')).status).toBe(400);
});

test('the description lists it, in its one direction', async () => {
  const { text } = await api.get('/openapi.json');
  const { paths } = JSON.parse(text) as {
    paths: Record<string, { get: { parameters: { name: string; schema: { enum?: string[] } }[] } }>;
  };
  const sorts = (path: string) =>
    paths[path]?.get.parameters.find(({ name }) => name === 'sort')?.schema.enum;
  expect(sorts('/assets')).toEqual(['-published', 'published', '-price', 'price', '-relevance']);
  expect(sorts('/jobs')).not.toContain('-relevance');
});

/** Datasets of blocks from 10,000 on: all have common words, but the newest 600 fewer. */
async function publishMany(): Promise<void> {
  const digest = (of: string) => `decode(md5('${of}' || i) || md5(i || '${of}'), 'hex')`;
  const changes = `jsonb_build_object('asset_id', 100000 + i, 'kind', 'dataset', 'published_block', 10000 + i,
    'metadata_digest', ${digest('document')}, 'commitment', ${digest('commitment')}, 'price', i)`;
  await api.writer.unsafe(`
    insert into assets select (jsonb_populate_record(t, ${changes})).*
    from assets as t, generate_series(1, 2700) as i where t.asset_id = 3`);
  await api.writer.unsafe(`
    insert into documents (digest, status, kind, commitment, body, body_bytes, search)
    select ${digest('document')}, 'verified', 'dataset', ${digest('commitment')}, '{}', 2,
      setweight(to_tsvector('english', case when i in (50, 2000) then 'ocean survey' else '' end), 'A')
      || setweight(to_tsvector('english', case when i <= 2100 then 'ocean survey' else '' end || case when i % 10 = 0 then ' buoy' else '' end || ' common'), 'D')
    from generate_series(1, 2700) as i`);
}

test('of common words the newest thousand that fit are ranked, and there the listing ends', async () => {
  await publishMany();
  const at = (n: number) => 99_000 + n;
  const others = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => at(from - index)).filter((n) => n !== at(2000));
  // The newest 600 do not have it, and the newest thousand that do begin with 1101: what 50 is called comes too late.
  const { found: ocean } = await every('ocean', '&limit=100&fields=tokenId');
  expect(ocean).toEqual([at(2000), ...others(2100, 1101)]);
  // All have it.
  const { found: common } = await every('common', '&limit=100&fields=tokenId');
  expect(common).toHaveLength(1000);
  expect(new Set(common)).toEqual(new Set([at(2000), ...others(2700, 1701)]));
  // Filters narrow down first.
  expect(await found('ocean', '&priceTo=52&limit=3')).toEqual([at(50), at(52), at(51)]);
  // A rare word beside a common one is ranked exactly; of a phrase and an exclusion those among the newest thousand.
  expect((await found('ocean buoy', '&limit=100'))[0]).toBe(at(2000));
  expect((await every('ocean buoy', '&limit=100&fields=tokenId')).found).toHaveLength(210);
  expect((await every('"ocean survey" -buoy', '&limit=100&fields=tokenId')).found).toHaveLength(900);
  expect(await found('-buoy', '&limit=2')).toEqual([at(2699), at(2698)]);
});
