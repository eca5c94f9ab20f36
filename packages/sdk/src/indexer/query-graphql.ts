import { z } from 'zod';
import { ServiceUnavailable } from '../errors.ts';
import { readJson } from '../request.ts';
import { ask, type IndexerContext } from './context.ts';

const Reply = z.object({
  data: z.record(z.string(), z.unknown()).nullable(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/**
 * Asks an indexer a GraphQL query. What comes back has the query's form; a schema of the caller's reads it.
 *
 * @throws ProblemReceived (`malformed_request`, `query_too_costly`, …), ServiceUnavailable
 * @example
 * const data = await queryGraphQL({ url }, '{ jobs(first: 3) { items { jobId ratings { score } } } }', {}, JobsAndScores);
 */
export async function queryGraphQL<T extends z.ZodType>(
  ctx: IndexerContext,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  schema: T,
): Promise<z.infer<T>> {
  const response = await ask(ctx, '/graphql', { body: JSON.stringify({ query, variables }) });
  const { data, errors } = await readJson(response, Reply);
  const parsed = schema.safeParse(data);
  if (errors === undefined && parsed.success) return parsed.data;
  throw new ServiceUnavailable({ url: ctx.url, reason: errors?.[0]?.message ?? 'an answer of another form' });
}
