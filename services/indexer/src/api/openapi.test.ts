import { listedSchema, itemSchema } from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { Problem } from '@atoll/schemas/problem';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { account, hash32, openTestApi, type TestApi } from '../testing/api-rows.ts';
import { allResources } from './resources/all.ts';

/** Requests of a run; RUNS of a longer one. */
const runs = Number(process.env['API_RUNS'] ?? 600);

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
}, 60_000);
afterAll(() => api.close());

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['query', 'path', 'header']),
  description: z.string().optional(),
  schema: z.looseObject({
    enum: z.array(z.string()).optional(),
    pattern: z.string().optional(),
    anyOf: z.array(z.looseObject({})).optional(),
    description: z.string().optional(),
  }),
});
type Parameter = z.infer<typeof Parameter>;
const Description = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ parameters: z.array(Parameter).optional() }))),
});

interface Route {
  readonly path: string;
  readonly parameters: readonly z.infer<typeof Parameter>[];
}

async function described(): Promise<Route[]> {
  const { paths } = Description.parse((await api.get('/openapi.json')).body);
  return Object.entries(paths).flatMap(([path, methods]) => {
    const get = methods['get'];
    return get === undefined ? [] : [{ path, parameters: get.parameters ?? [] }];
  });
}

const hostile = [
  `'; drop table jobs; --`,
  `1) or (1=1`,
  '${7*7}',
  '$1::text',
  '\\x00',
  '\u0000',
  '%00',
  '\ud800',
  '"><script>alert(1)</script>',
  '../../etc/passwd',
  '-1',
  '1e400',
  '9'.repeat(80),
  '0x',
  '{}',
  '[]',
  'null',
  '__proto__',
  'constructor',
  'a'.repeat(3000),
  '',
  ' ',
];

const likely = [
  ...[1, 2, 3, 4].map(account),
  ...[1, 5, 38].map(hash32),
  ...['3', '7', '100', '105', '110', '30', '5', 'true', 'false', 'eip155:31337', 'jobs.JobOrdered', 'text 3'],
  'eip155:31337/erc721:0x0000000000000000000000000000000000000005/7',
];

/** Whether the description admits a value. */
function admits(schema: unknown, text: string): boolean {
  const parsed = Parameter.shape.schema.safeParse(schema);
  if (!parsed.success) return false;
  const { enum: words, pattern, anyOf, ...rest } = parsed.data;
  if (words !== undefined) return words.includes(text);
  if (anyOf !== undefined) return anyOf.some((each) => admits(each, text));
  if (rest['type'] === 'array') return false;
  return pattern === undefined || new RegExp(pattern).test(text);
}

const enumerated = (schema: Parameter['schema']): string[] => [
  ...(schema.enum ?? []),
  ...(schema.anyOf ?? []).flatMap((each) => z.object({ enum: z.array(z.string()) }).safeParse(each).data?.enum ?? []),
];

/** A value that the description admits. */
function good(parameter: Parameter): fc.Arbitrary<string> {
  const about = parameter.description ?? parameter.schema.description ?? '';
  if (parameter.name === 'fields' || parameter.name === 'include') {
    const names = about.slice(about.indexOf('; of ') + 5).split(', ');
    return fc.subarray(names, { minLength: 1 }).map((chosen) => chosen.join(','));
  }
  const words = enumerated(parameter.schema);
  const fitting = words.length > 0 ? words : likely.filter((each) => admits(parameter.schema, each));
  return fc.constantFrom(...(fitting.length > 0 ? fitting : likely));
}

/** Any value, hostile ones among them. */
const bad = fc.oneof(
  fc.constantFrom(...likely, ...hostile),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

/** A request to a route with some of its parameters: in two of three all are as described, else anything may come. */
const request = (route: Route) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }).chain((proper) => {
    const of = (each: Parameter) => (proper ? good(each) : fc.oneof(good(each), bad));
    const query = route.parameters.filter((each) => each.in === 'query' && !(proper && each.name === 'cursor'));
    const inPath = route.parameters.filter((each) => each.in === 'path');
    const most = proper ? 1 : 3;
    return fc
      .record({
        path: fc.tuple(...inPath.map((each) => of(each).filter((text) => text !== ''))),
        query: fc
          .subarray(query, { maxLength: Math.min(proper ? 2 : 4, query.length) })
          .chain((chosen) =>
            fc.tuple(
              ...chosen.map((each) =>
                fc.array(of(each), { minLength: 1, maxLength: most }).map((values) => [each.name, values] as const),
              ),
            ),
          ),
        strange: proper ? fc.constant(null) : fc.option(fc.constantFrom(...strange), { freq: 8 }),
      })
      .map(({ path, query: asked, strange: more }) => {
        const place = inPath.reduce(
          (url, each, index) => url.replace(`{${each.name}}`, encoded(path[index] ?? '')),
          route.path,
        );
        const texts = asked.flatMap(([name, values]) => values.map((text) => `${name}=${encoded(text)}`));
        return `${place}?${[...texts, ...(more === null ? [] : [more])].join('&')}`;
      });
  });

const strange = [
  'nothing=1',
  '__proto__=1',
  'toString=x',
  'limit=5&limit=6',
  'cursor=abc',
  '%E0%A4%A',
  '&&&=',
  'constructorFrom=1',
];

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
  const paths = (await described()).map(({ path }) => path);
  for (const { shape } of Object.values(allResources)) {
    expect(paths).toContain(`/${shape.path}`);
    expect(paths).toContain(`/exports/${shape.path}.csv`);
    expect(paths).toContain(`/exports/${shape.path}.parquet`);
  }
});

test('no request, good or bad, breaks the service, finds what it should not or changes anything', async () => {
  const routes = await described();
  const before = await rowsOf();
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes).chain((route) => request(route).map((url) => ({ route, url }))),
      async ({ route, url }) => {
        const response = await api.app.request(url);
        const bytes = await response.arrayBuffer();
        expect(response.status, url).toBeLessThan(500);
        if (response.status === 200) answered += 1;
        if (response.status >= 400) {
          const problem = Problem.parse(JSON.parse(Buffer.from(bytes).toString()));
          expect(problem.status).toBe(response.status);
          return;
        }
        const schema = schemaOf(route.path);
        if (schema === undefined) return;
        expect(schema.safeParse(JSON.parse(Buffer.from(bytes).toString())).error, url).toBeUndefined();
      },
    ),
    { numRuns: runs },
  );
  expect(await rowsOf()).toEqual(before);
  // Else the requests would be too strange to tell anything.
  expect(answered).toBeGreaterThan(runs / 4);
}, 240_000);
