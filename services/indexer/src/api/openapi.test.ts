import { listedSchema, itemSchema } from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { Problem } from '@atoll/schemas/problem';
import { type Parameter, readDescription, requestsTo } from '@atoll/tests/support/openapi/requests';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { account, hash32, openTestApi, type TestApi } from '../testing/api-rows.ts';
import { allResources } from './resources/all.ts';

/** Requests of a run; RUNS of a longer one. */
const runs = Number(process.env['API_RUNS'] ?? 600);
/** The same requests each time, for a change is to be blamed on the change; others by API_SEED. */
const seed = Number(process.env['API_SEED'] ?? 20_778);

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
}, 60_000);
afterAll(() => api.close());

async function described() {
  return readDescription((await api.get('/openapi.json')).body);
}

const likely = [
  ...[1, 2, 3, 4].map(account),
  ...[1, 5, 38].map(hash32),
  ...['3', '7', '100', '105', '110', '30', '5', 'true', 'false', 'eip155:31337', 'jobs.JobOrdered', 'text 3'],
  '{ jobs(first: 3) { items { jobId order payments } next } __schema { types { name } } }',
  'eip155:31337/erc721:0x0000000000000000000000000000000000000005/7',
];

/** Names of fields, which the description tells in words. */
function namesOf(parameter: Parameter): fc.Arbitrary<string> | undefined {
  if (parameter.name !== 'fields' && parameter.name !== 'include') return undefined;
  const about = parameter.description ?? parameter.schema.description ?? '';
  const names = about.slice(about.indexOf('; of ') + 5).split(', ');
  return fc.subarray(names, { minLength: 1 }).map((chosen) => chosen.join(','));
}

/** What a good reply of a path has to be. */
function schemaOf(path: string): z.ZodType | undefined {
  for (const { shape } of Object.values(allResources)) {
    if (path === `/${shape.path}`) return pageOf(listedSchema(shape));
    if (path.startsWith(`/${shape.path}/`)) return itemSchema(shape).partial();
  }
  return undefined;
}

const rowsOf = async () => {
  const rows = await api.writer<{ table: string; rows: string }[]>`
    select relname as table, (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || oid::regclass, false, true, '')))[1]::text as rows
    from pg_class where relkind = 'r' and relnamespace = 'market_31337'::regnamespace order by 1`;
  return rows.map(({ table, rows: count }) => `${table} ${count}`);
};

test('the description names every listing, item and file', async () => {
  const paths = (await described()).routes.map(({ path }) => path);
  for (const { shape } of Object.values(allResources)) {
    expect(paths).toContain(`/${shape.path}`);
    expect(paths).toContain(`/exports/${shape.path}.csv`);
    expect(paths).toContain(`/exports/${shape.path}.parquet`);
  }
});

test('no request, good or bad, breaks the service, finds what it should not or changes anything', async () => {
  const { routes, resolve } = await described();
  const before = await rowsOf();
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(requestsTo(routes, { resolve, likely, special: namesOf }), async (request) => {
      const { route, url, method, contentType, body } = request;
      const response = await api.app.request(url, {
        method,
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        ...(body === undefined ? {} : { body }),
      });
      const bytes = await response.arrayBuffer();
      expect(response.status, url).toBeLessThan(500);
      expect(route.statuses, `${method} ${url} answered ${response.status}`).toContain(
        String(response.status),
      );
      if (response.status === 200) answered += 1;
      if (response.status >= 400) {
        const problem = Problem.parse(JSON.parse(Buffer.from(bytes).toString()));
        expect(problem.status).toBe(response.status);
        return;
      }
      const schema = schemaOf(route.path);
      if (schema === undefined) return;
      expect(schema.safeParse(JSON.parse(Buffer.from(bytes).toString())).error, url).toBeUndefined();
    }),
    { numRuns: runs, seed },
  );
  expect(await rowsOf()).toEqual(before);
  // Else the requests would be too strange to tell anything.
  expect(answered).toBeGreaterThan(runs / 4);
}, 240_000);
