import {
  type Filter,
  mostFilterValues,
  itemSchema,
  listedSchema,
  rankingsOf,
  sortWords,
} from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { z } from '@hono/zod-openapi';
import { keyOptional, quotaHeaders, refusals } from '../access/describe-access.ts';
import type { Resource } from './resource/compiled.ts';
import { keyParts } from './resource/key.ts';
import { aboutRanking } from './resource/rank-search.ts';

const text = (description: string, more: object = {}) =>
  z
    .string()
    .optional()
    .openapi({ type: 'string', description, ...more });

const several = (value: z.ZodType, description: string) =>
  z
    .union([value, z.array(value).min(1).max(mostFilterValues)])
    .optional()
    .openapi({ description: `${description}; given up to ${mostFilterValues} times: any of the values` });

function filterParameters(name: string, filter: Filter): [string, z.ZodType][] {
  switch (filter.kind) {
    case 'equal':
      return [[name, several(filter.value, filter.about)]];
    case 'range':
      return [
        [`${name}From`, filter.value.optional().openapi({ description: `${filter.about}, from this on` })],
        [
          `${name}To`,
          filter.value.optional().openapi({ description: `${filter.about}, up to and with this` }),
        ],
      ];
    case 'words':
      return [[name, z.string().min(1).max(200).optional().openapi({ description: filter.about })]];
  }
}

export const describedAsOf = 'number of a block, from the last final one on: the answer as it was then';

/** What every route takes. */
const common = {
  chain: text('CAIP-2 id of the chain; the first one of the service unless given', {
    example: 'eip155:31337',
  }),
  asOf: text(describedAsOf, {
    pattern: '^[0-9]+$',
  }),
};

function choiceOfFields(resource: Resource) {
  const names = [...resource.fields.keys()].join(', ');
  const left = [...resource.shape.heavy, ...resource.shape.asked];
  return {
    fields: text(`only these, separated by commas; of ${names}`),
    ...(left.length === 0
      ? {}
      : { include: text(`these as well, separated by commas; of ${left.join(', ')}`) }),
  };
}

export function filterQuery(
  resource: Resource,
  has: (filter: Filter) => boolean = () => true,
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(resource.shape.filters).flatMap(([name, filter]) =>
      has(filter) ? filterParameters(name, filter) : [],
    ),
  );
}

export const headers = {
  ...quotaHeaders,
  'Atoll-Block': {
    schema: { type: 'string' as const },
    description: 'number and hash of the block that the answer is as of',
  },
  ETag: { schema: { type: 'string' as const }, description: 'of the body; send it back as If-None-Match' },
};

const aboutSorts = (shape: Resource['shape']): string =>
  [
    'a leading minus: newest or largest first',
    ...rankingsOf(shape).map((name) => `-${name}, in a search alone: ${aboutRanking}`),
  ].join('; ');

export function describeList(resource: Resource) {
  const { shape } = resource;
  return {
    method: 'get' as const,
    path: `/${shape.path}`,
    security: keyOptional,
    tags: [shape.path],
    summary: `${shape.description} Newest or largest first.`,
    request: {
      query: z.object({
        ...filterQuery(resource),
        sort: z
          .enum(sortWords(shape))
          .optional()
          .openapi({ description: aboutSorts(shape) }),
        limit: text('items of a page, from 1 to 100; 20 unless given', { pattern: '^([1-9][0-9]?|100)$' }),
        cursor: text('the `next` of the page before'),
        ...choiceOfFields(resource),
        ...common,
      }),
    },
    responses: {
      200: {
        description: 'a page; without `next` it is the last one',
        headers,
        content: {
          'application/json': { schema: pageOf(listedSchema(shape).openapi(`${shape.name}Listed`)) },
        },
      },
      304: { description: 'nothing changed' },
      ...problems,
    },
  };
}

const problems = refusals(
  'not_found',
  'asset_unknown',
  'order_unknown',
  'chain_unknown',
  'block_unknown',
  'block_not_kept',
  'cursor_reorganised',
  'query_too_costly',
  'not_ready',
);

/** @param given the parts of the key that the path has; what it leaves out is empty */
export function describeItem(resource: Resource, given: readonly string[]) {
  const { shape } = resource;
  const parts = keyParts(resource).filter(({ name }) => given.includes(name));
  return {
    method: 'get' as const,
    path: `/${shape.path}/${given.map((name) => `{${name}}`).join('/')}`,
    security: keyOptional,
    tags: [shape.path],
    summary: `One of ${shape.path}`,
    request: {
      params: z.object(Object.fromEntries(parts.map(({ name, type }) => [name, type]))),
      query: z.object({ ...choiceOfFields(resource), ...common }),
    },
    responses: {
      200: {
        description: 'as of the block that the header names',
        headers,
        content: { 'application/json': { schema: itemSchema(shape).openapi(shape.name) } },
      },
      304: { description: 'nothing changed' },
      ...problems,
    },
  };
}
