import fc from 'fast-check';
import { z } from 'zod';
import { anyText, type Resolve, Schema, spoiled, valuesOf } from './values.ts';

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['query', 'path', 'header', 'cookie']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  schema: Schema.default({}),
});
export type Parameter = z.infer<typeof Parameter>;

const Operation = z.looseObject({
  description: z.string().optional(),
  parameters: z.array(Parameter).default([]),
  responses: z.record(z.string(), z.unknown()).default({}),
  requestBody: z
    .object({ content: z.record(z.string(), z.looseObject({ schema: Schema.optional() })) })
    .optional(),
});

export const Description = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), Schema).optional() }).optional(),
});

/** One operation of a description. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** The statuses that it may answer with. */
  readonly statuses: readonly string[];
  /** Body by media type. */
  readonly bodies: readonly (readonly [type: string, schema: Schema])[];
}

/** A request that was made from a description. */
export interface GeneratedRequest {
  readonly route: Route;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Whether everything in it is as described. */
  readonly proper: boolean;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of an OpenAPI 3.1 description, and its named schemas. */
export function readDescription(json: unknown): { routes: Route[]; resolve: Resolve } {
  const { paths, components } = Description.parse(json);
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    methods.flatMap((method): Route[] => {
      const found = operations[method];
      if (found === undefined) return [];
      const { parameters, requestBody, responses, description = '' } = Operation.parse(found);
      const bodies = Object.entries(requestBody?.content ?? {}).map(
        ([type, { schema = {} }]) => [type, schema] as const,
      );
      const statuses = Object.keys(responses);
      return [{ method, path, description, parameters, statuses, bodies }];
    }),
  );
  const resolve: Resolve = (reference) => {
    const name = reference.replace('#/components/schemas/', '');
    const schema = components?.schemas?.[name];
    if (schema === undefined) throw new Error(`the description has no ${reference}`);
    return schema;
  };
  return { routes, resolve };
}

export interface RequestOptions {
  readonly resolve: Resolve;
  /** Values that mean something to the service. */
  readonly likely: readonly string[];
  /** Values of a parameter that its schema does not tell. */
  readonly special?: (parameter: Parameter) => fc.Arbitrary<string> | undefined;
}

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

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function valuesIn(parameter: Parameter, options: RequestOptions, proper: boolean): fc.Arbitrary<string[]> {
  const known =
    options.special?.(parameter)?.map((value): unknown => value) ??
    valuesOf(parameter.schema, options.resolve, options.likely);
  const good = known.map((value) => (Array.isArray(value) ? value.map(asText) : [asText(value)]));
  if (proper) return good;
  return fc.oneof(good, fc.array(anyText(options.likely), { minLength: 1, maxLength: 3 }));
}

function queryOf(route: Route, options: RequestOptions, proper: boolean): fc.Arbitrary<string[]> {
  const inQuery = route.parameters
    // A cursor is what a listing gave: it is not made up for a request that is to be right.
    .filter((each) => each.in === 'query' && !(proper && each.name === 'cursor'))
    .map((each) => ({
      isNeeded: each.required && proper,
      texts: valuesIn(each, options, proper).map((values) =>
        values.map((text) => `${each.name}=${encoded(text)}`),
      ),
    }));
  const must = inQuery.filter(({ isNeeded }) => isNeeded);
  const may = inQuery.filter(({ isNeeded }) => !isNeeded);
  return fc
    .subarray(may, { maxLength: Math.min(proper ? 2 : 4, may.length) })
    .chain((chosen) => fc.tuple(...[...must, ...chosen].map(({ texts }) => texts)))
    .map((parts) => parts.flat());
}

function bodyOf(
  route: Route,
  options: RequestOptions,
  proper: boolean,
): fc.Arbitrary<Pick<GeneratedRequest, 'contentType' | 'body'>> {
  if (route.bodies.length === 0) return fc.constant({});
  return fc.oneof(...route.bodies.map((body) => oneBody(body, options, proper)));
}

function oneBody(
  [contentType, schema]: Route['bodies'][number],
  options: RequestOptions,
  proper: boolean,
): fc.Arbitrary<Pick<GeneratedRequest, 'contentType' | 'body'>> {
  const good = valuesOf(schema, options.resolve, options.likely);
  const isJson = contentType.includes('json');
  const write = (value: unknown): string =>
    isJson ? (JSON.stringify(value) ?? 'null') : asText(value ?? null);
  const right = good.map((value) => ({ contentType, body: write(value) }));
  if (proper) return right;
  return fc.oneof(
    spoiled(good, options.likely).map((value) => ({ contentType, body: write(value) })),
    anyText(options.likely).map((body) => ({ contentType, body })),
    right.map(({ body }) => ({ contentType: 'text/plain', body })),
    fc.constant({ contentType, body: '' }),
    fc.constant({}),
  );
}

/**
 * Requests to any of the routes with some of their parameters: in two of three all is as described, else anything may come. To be made once:
 * patterns are taken apart here.
 */
export function requestsTo(
  routes: readonly Route[],
  options: RequestOptions,
): fc.Arbitrary<GeneratedRequest> {
  return fc.oneof(
    ...routes.map((route) =>
      fc.oneof(
        { weight: 2, arbitrary: requestOf(route, options, true) },
        { weight: 1, arbitrary: requestOf(route, options, false) },
      ),
    ),
  );
}

function requestOf(route: Route, options: RequestOptions, proper: boolean): fc.Arbitrary<GeneratedRequest> {
  const inPath = route.parameters.filter((each) => each.in === 'path');
  return fc
    .record({
      path: fc.tuple(
        ...inPath.map((each) =>
          valuesIn(each, options, proper)
            .map(([text = '']) => text)
            .filter((text) => text !== ''),
        ),
      ),
      query: queryOf(route, options, proper),
      body: bodyOf(route, options, proper),
      strange: proper ? fc.constant(null) : fc.option(fc.constantFrom(...strange), { freq: 8 }),
    })
    .map(({ path, query, body, strange: more }) => {
      const place = inPath.reduce(
        (url, each, index) => url.replace(`{${each.name}}`, () => encoded(path[index] ?? '')),
        route.path,
      );
      const asked = [...query, ...(more === null ? [] : [more])].join('&');
      return { route, method: route.method.toUpperCase(), url: `${place}?${asked}`, ...body, proper };
    });
}
