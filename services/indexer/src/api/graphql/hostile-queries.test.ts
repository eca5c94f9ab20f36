import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
  // The language is loaded by the first query.
  await ask('{ __typename }');
}, 60_000);
afterAll(() => api.close());

/** Asks, and counts the milliseconds for which this thread worked: on a busy machine it may wait for long. */
async function ask(query: string) {
  const before = process.threadCpuUsage();
  const response = await api.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const { user, system } = process.threadCpuUsage(before);
  return { status: response.status, text, milliseconds: (user + system) / 1000 };
}

const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

/** Fragments of which each is written out twice in the one before. */
const doubling = (on: string, levels: number, last: string) =>
  `${times(levels, (n) => `fragment f${n} on ${on} { ...f${n + 1} ...f${n + 1} }`)} fragment f${levels} on ${on} { ${last} }`;

/** Each level leads to the next one by so many ways. */
const branching = (ways: number) =>
  `{ payments(first: 1) { items { ...f0 } } } ${times(2, (n) => {
    const more = times(ways, (way) => `a${way}: job { b: algorithmAsset { ...f${n + 1} } }`);
    return `fragment f${n} on ${n === 0 ? 'Payment' : 'Asset'} { ${n === 0 ? more : times(ways, (way) => `a${way}: providerItem { provider ...f2 }`)} }`;
  })} fragment f2 on Provider { ${times(ways, (way) => `a${way}: provider`)} }`;

test.each([
  ['of the whole query', `{ ...f0 } ${doubling('Query', 40, 'jobs(first: 1) { items { jobId } }')}`],
  ['of an item', `{ jobs(first: 1) { items { ...f0 } } } ${doubling('Job', 40, 'jobId')}`],
])('fragments that double forty times are read once: those %s', async (_what, query) => {
  const { status, text, milliseconds } = await ask(query);
  expect(status, text).toBe(200);
  expect(text).toContain('"jobId":"0x');
  // Written out they would never end.
  expect(milliseconds).toBeLessThan(1000);
});

test.each([
  ['one field over and over', `{ jobs(first: 1) { items { ${'jobId '.repeat(1500)} } } }`],
  ['one root field over and over', `{ ${'jobs { next } '.repeat(390)} }`],
  ['pairs of selections to compare', `{ ${'jobs(first: 1) { items { jobId } } '.repeat(140)} }`],
  [
    'pairs of fragments to compare',
    `{ jobs(first: 1) { items { ${times(190, (n) => `...f${n}`)} } } } ${times(190, (n) => `fragment f${n} on Job { jobId }`)}`,
  ],
  ['a tree of fragments', branching(45)],
  [
    'the schema under many names',
    `{ __schema { types { ${times(60, (n) => `a${n}: fields { type { ${times(4, (m) => `b${m}: fields { name }`)} } }`)} } } }`,
  ],
  [
    'the schema as deep as it may be asked for',
    `{ __schema { types { ...f fields { ...g type { ...f fields { ...g } ofType { ...f fields { ...g } ofType { ...f fields { ...g } } } }
       args { type { ...f inputFields { name type { ...f } } ofType { fields { ...g } } } } } } } }
     fragment f on __Type { name kind description enumValues { name description } }
     fragment g on __Field { name description args { name defaultValue type { ...f ofType { ...f } } } type { ...f ofType { ...f } } }`,
  ],
  [
    'the schema through fragments',
    `{ __schema { types { ...f } } } fragment f on __Type { fields { type { ...g } args { type { ...g } } } }
     fragment g on __Type { ${times(60, (n) => `a${n}: fields { type { ...h } }`)} } fragment h on __Type { ${times(100, (n) => `c${n}: name`)} }`,
  ],
])('what is hostile is answered within a second: %s', async (_what, query) => {
  const { milliseconds } = await ask(query);
  expect(milliseconds).toBeLessThan(1000);
});

test('a query that leads to items by very many ways is refused', async () => {
  const { status, text } = await ask(branching(45));
  expect(status, text).toBe(422);
  expect(text).toContain('query_too_costly');
});

test('introspection takes each field under its own name, and the usual query for it passes', async () => {
  for (const query of [
    '{ __schema { a: types { name } b: types { name } } }',
    '{ a: __type(name: "Job") { name } }',
    '{ __schema { types { ...f } } } fragment f on __Type { a: name }',
  ]) {
    const { status, text } = await ask(query);
    expect(status, text).toBe(400);
    expect(text).toContain('under its own name');
  }
  expect((await ask(getIntrospectionQuery())).status).toBe(200);
});
