import { type ResourceName, resources } from '@atoll/schemas/indexer/resources';
import { listedSchema } from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import { type FieldOf, type Found, type HeavyOf, type ListQuery, queryText } from './query.ts';

/** A page of a listing; without `next` it is the last one. */
export interface Page<T> {
  items: T[];
  next?: string;
}

/**
 * A page as its type says.
 * Guarantee: the reply fits the resource's schema, and an indexer leaves out only what `fields` does, as the type does.
 */
const typedPage = <T>(page: { items: unknown[]; next?: string | undefined }): Page<T> => page as Page<T>;

/**
 * One page of what an indexer has of a resource.
 *
 * @throws ProblemReceived (`malformed_request`, `cursor_reorganised`, `block_not_kept`, `query_too_costly`, …), ServiceUnavailable
 * @example
 * const { items, next } = await listItems({ url }, 'jobs', { provider, state: ['open', 'reported'], include: ['payments'] });
 * const { items: best } = await listItems({ url }, 'assets', { q: 'coral reefs', sort: '-relevance' });
 * const { items: prices } = await listItems({ url }, 'assets', { kind: 'dataset', fields: ['terms'] });
 */
export async function listItems<
  Name extends ResourceName,
  const Include extends HeavyOf<Name> = never,
  const Field extends FieldOf<Name> = never,
>(
  ctx: IndexerContext,
  name: Name,
  query: ListQuery<Name, Include, Field>,
): Promise<Page<Found<Name, Include, Field>>> {
  const shape = resources[name];
  const path = `/${shape.path}${queryText({ ...query, ...chainOf(ctx) })}`;
  return typedPage(await askFor(ctx, path, pageOf(listedSchema(shape))));
}

/**
 * Everything that an indexer has of a resource, page by page as it is taken. What is indexed meanwhile moves nothing; where a reorg
 * reaches below the place it ends with `cursor_reorganised`.
 *
 * @example
 * for await (const payment of everyItem({ url }, 'payments', { account })) total += BigInt(payment.amount);
 */
export async function* everyItem<
  Name extends ResourceName,
  const Include extends HeavyOf<Name> = never,
  const Field extends FieldOf<Name> = never,
>(
  ctx: IndexerContext,
  name: Name,
  query: ListQuery<Name, Include, Field>,
): AsyncGenerator<Found<Name, Include, Field>, void, undefined> {
  let cursor = query.cursor;
  do {
    const page: Page<Found<Name, Include, Field>> = await listItems<Name, Include, Field>(ctx, name, {
      limit: 100,
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
