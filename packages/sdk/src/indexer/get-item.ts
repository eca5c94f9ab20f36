import { type Item, type ResourceName, type Resources, resources } from '@atoll/schemas/indexer/resources';
import { itemSchema } from '@atoll/schemas/indexer/shape';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

/** The key of an item: a value for each of the resource's key fields, in their order. */
export type KeyOf<Name extends ResourceName> = PartsOf<Resources[Name]['key']>;
type PartsOf<Key extends readonly string[]> = { readonly [Part in keyof Key]: string | number | bigint };

/** Guarantee: every key's type is a tuple of these. */
const partsOf = (key: unknown) => key as readonly (string | number | bigint)[];

/**
 * An item as its type says.
 * Guarantee: the reply fits the resource's schema, of which the type is made.
 */
const typedItem = <Name extends ResourceName>(item: unknown): Item<Name> => item as Item<Name>;

/**
 * One item of a resource, by its key.
 *
 * @throws ProblemReceived (`not_found`, `asset_unknown`, `order_unknown`, `block_not_kept`, …), ServiceUnavailable
 * @example
 * const job = await getItem({ url }, 'jobs', [jobId], { include: ['states'] });
 */
export async function getItem<Name extends ResourceName>(
  ctx: IndexerContext,
  name: Name,
  key: KeyOf<Name>,
  options: { include?: readonly Resources[Name]['asked'][number][]; asOf?: number } = {},
): Promise<Item<Name>> {
  const shape = resources[name];
  const parts = partsOf(key).map((part) => encodeURIComponent(String(part)));
  // A last part that is empty has a path of its own, which ends before it.
  const place = parts.join('/').replace(/\/$/, '');
  const path = `/${shape.path}/${place}${queryText({ ...options, ...chainOf(ctx) })}`;
  return typedItem<Name>(await askFor(ctx, path, itemSchema(shape)));
}
