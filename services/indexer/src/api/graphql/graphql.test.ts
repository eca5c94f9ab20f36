import { Problem } from '@atoll/schemas/problem';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { allResources } from '../resources/all.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
}, 60_000);
afterAll(() => api.close());

const ask = async (query: string, variables: Record<string, unknown> = {}) => {
  const response = await api.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  return { status: response.status, body };
};
const answer = async (query: string, variables: Record<string, unknown> = {}) => {
  const { status, body } = await ask(query, variables);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).not.toHaveProperty('errors');
  return (body as { data: Record<string, never> }).data;
};
const refusal = async (query: string, variables: Record<string, unknown> = {}) =>
  Problem.parse((await ask(query, variables)).body).code;

test('lists, items and what belongs to them come in one answer, under the names that were given', async () => {
  const data = await answer(
    `query Find($buyer: [String!]) {
      newest: jobs(first: 2, filter: { buyer: $buyer }) { found: items { id: jobId ...Rest } next }
      asset(tokenId: "3") { tokenId terms metadata versionItems(first: 2) { version asset { state } } }
      none: asset(tokenId: "999") { tokenId }
      __typename
    }
    fragment Rest on Job { state payments order outcome @skip(if: true) paymentItems { amount job { jobId } } }`,
    { buyer: [account(3)] },
  );
  expect(data).toMatchObject({
    newest: { found: [{ id: hash32(38), state: 'ended', order: { maxSeconds: 60 }, paymentItems: [{ job: { jobId: hash32(38) } }] }, {}] },
    asset: { tokenId: '3', terms: { reviewWindow: 4 }, versionItems: [{ version: 4, asset: { state: 'active' } }] },
    none: null,
    __typename: 'Query',
  });
  expect(JSON.stringify(data)).toContain('bafkrei');
  expect(JSON.stringify(data)).not.toContain('outcome');
});

test('cursors lead through every item once', async () => {
  const seen: unknown[] = [];
  let after: string | null = null;
  do {
    const data: Record<string, { items: { blockNumber: number; logIndex: number }[]; next: string | null }> = await answer(
      'query ($after: String) { votes(first: 7, after: $after, sort: block_asc) { items { blockNumber logIndex } next } }',
      { after },
    );
    seen.push(...(data['votes']?.items ?? []));
    after = data['votes']?.next ?? null;
  } while (after !== null);
  expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(40);
});

test('every list of every resource answers with all of its plain fields and relations', async () => {
  const { __schema: schema } = (await answer(getIntrospectionQuery())) as unknown as {
    __schema: { types: { name: string; fields: { name: string; type: unknown }[] | null }[] };
  };
  for (const [name, { shape, binding }] of Object.entries(allResources)) {
    const type = schema.types.find((each) => each.name === shape.name);
    const relations = new Set(Object.keys(binding.relations ?? {}));
    const fields = (type?.fields ?? []).map((field) => (relations.has(field.name) ? `${field.name} { __typename }` : field.name));
    const data = await answer(`{ ${name}(first: 3) { items { ${fields.join(' ')} } } }`);
    expect(data[name], name).toMatchObject({ items: [{}, {}, {}] });
  }
});

test('what is too deep, too much, wrong or no query is refused with its reason', async () => {
  const nest = (levels: number): string => (levels === 0 ? 'jobId' : `jobId ratings(first: 1) { job { ${nest(levels - 1)} } }`);
  expect(await refusal(`{ jobs(first: 1) { items { ${nest(3)} } } }`)).toBe('query_too_costly');
  expect(await refusal('{ jobs(first: 100) { items { paymentItems(first: 50) { amount } stateItems(first: 50) { state } } } }')).toBe('query_too_costly');
  expect(await refusal('{ jobs(first: 101) { items { jobId } } }')).toBe('query_too_costly');
  expect(await refusal(`{ ${'a'.repeat(3)} }`)).toBe('malformed_request');
  expect(await refusal('{ jobs { items { nothing } } }')).toBe('malformed_request');
  expect(await refusal('{ jobs(filter: { buyer: ["x"] }) { items { jobId } } }')).toBe('malformed_request');
  expect(await refusal('mutation { drop }')).toBe('malformed_request');
  expect(await refusal(`{ ${'__schema { types { fields { type { ofType '.repeat(6)}`)).toBe('query_too_costly');
  expect(await refusal('query ($b: [String!]) { jobs(filter: { buyer: $b }) { items { jobId } } }', { b: [{}] })).toBe('malformed_request');
  expect(await refusal(`{ ${Array.from({ length: 11 }, (_, n) => `a${n}: jobs { next }`).join(' ')} }`)).toBe('query_too_costly');
  expect(await refusal('fragment A on Job { jobId ...A } { jobs { items { ...A } } }')).toBe('malformed_request');
  expect((await ask('[{"query":"{a}"}]')).status).toBe(400);
});
