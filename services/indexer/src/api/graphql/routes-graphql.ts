import { type App, createRouter } from '@atoll/server-kit/app';
import { createRoute, z } from '@hono/zod-openapi';
import { keyOptional, quotaHeaders, refusalsOfBody } from '../../access/describe-access.ts';
import type { Reader } from '../resource/reader.ts';
import { allResources } from '../resources/all.ts';
import type { GraphQLRequest } from './answer-query.ts';

const Body = z.object({
  query: z
    .string()
    .min(1)
    .max(10_000)
    .openapi({ example: '{ jobs(first: 3) { items { jobId state } next } }' }),
  operationName: z.string().max(100).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const route = createRoute({
  method: 'post',
  path: '/graphql',
  security: keyOptional,
  tags: ['graphql'],
  summary: 'Queries over everything, for discovery',
  description:
    'Every resource as a list with filters, sorting and cursors, and by its key, each with what belongs to it. Introspection tells the schema; there are no mutations and no batches. ' +
    'A query costs at most 5000: each item that it may take 1, each heavy field of one (what listings of REST leave out) 10, a document 40, a ' +
    'field under a further name 1. Besides: 10 root fields, 5 levels of items, 100 relations, 8 MiB of items.',
  request: { body: { content: { 'application/json': { schema: Body } }, required: true } },
  responses: {
    200: {
      description: 'the answer',
      headers: quotaHeaders,
      content: {
        'application/json': {
          schema: z.object({
            data: z.unknown(),
            errors: z.array(z.object({ message: z.string() })).optional(),
          }),
        },
      },
    },
    ...refusalsOfBody(
      'query_too_costly',
      'cursor_reorganised',
      'not_found',
      'chain_unknown',
      'asset_unknown',
      'block_unknown',
      'block_not_kept',
      'not_ready',
    ),
  },
});

/** Answers queries over all resources. Loaded by the first: the language is a tenth of all modules, and a process may never be asked in it. */
async function loadAnswers() {
  const [{ answerQuery }, { discoverySchema }] = await Promise.all([
    import('./answer-query.ts'),
    import('./schema.ts'),
  ]);
  const discovery = discoverySchema(allResources);
  return (readers: ReadonlyMap<string, Reader>, request: GraphQLRequest) =>
    answerQuery(discovery, readers, request);
}

/** GraphQL over the same resources. What is refused comes as Problem Details, as on every route. */
export function graphqlRoutes(readers: ReadonlyMap<string, Reader>): App {
  const router = createRouter();
  let loaded: ReturnType<typeof loadAnswers> | undefined;
  router.openapi(route, async (c) => {
    const { query, operationName, variables } = c.req.valid('json');
    const answer = await (loaded ??= loadAnswers());
    const result = await answer(readers, {
      query,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
    });
    return c.json(
      {
        data: result.data ?? null,
        ...(result.errors === undefined ? {} : { errors: result.errors.map(({ message }) => ({ message })) }),
      },
      200,
    );
  });
  return router;
}
