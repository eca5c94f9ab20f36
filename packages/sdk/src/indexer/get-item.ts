import { type Item, type ResourceName, type Resources, resources } from '@atoll/schemas/indexer/resources';
import { itemSchema, listedSchema } from '@atoll/schemas/indexer/shape';
import { askFor, chainOf, type IndexerContext } from './context.ts';
import { type Chosen, type FieldOf, queryText } from './query.ts';

/** The key of an item: a value for each of the resource's key fields, in their order. */
export type KeyOf<Name extends ResourceName> = PartsOf<Resources[Name]['key']>;
type PartsOf<Key extends readonly string[]> = { readonly [Part in keyof Key]: string | number | bigint };

/** Guarantee: every key's type is a tuple of these. */
const partsOf = (key: unknown) => key as readonly (string | number | bigint)[];

/** What is asked of a single item. */
export interface ItemQuery<Name extends ResourceName, Field extends FieldOf<Name> = never> {
  include?: readonly Resources[Name]['asked'][number][];
  /** Only these, beside its key. */
  fields?: readonly Field[];
  /** A block, from the last final one on: the answer as it was then. */
  asOf?: number;
}

/** A whole item, or only the chosen fields of it. */
export type Got<Name extends ResourceName, Field extends FieldOf<Name> = never> = [Field] extends [never]
  ? Item<Name>
  : Chosen<Name, Field>;

/**
 * An item as its type says.
 * Guarantee: the reply fits the resource's schema, and an indexer leaves out only what `fields` does, as the type does.
 */
const typedItem = <T>(item: unknown): T => item as T;

/**
 * One item of a resource, by its key.
 *
 * @throws ProblemReceived (`not_found`, `asset_unknown`, `order_unknown`, `block_not_kept`, …), ServiceUnavailable
 * @example
 * const job = await getItem({ url }, 'jobs', [jobId], { include: ['states'] });
 * const { state } = await getItem({ url }, 'jobs', [jobId], { fields: ['state'] });
 */
export async function getItem<Name extends ResourceName, const Field extends FieldOf<Name> = never>(
  ctx: IndexerContext,
  name: Name,
  key: KeyOf<Name>,
  options: ItemQuery<Name, Field> = {},
): Promise<Got<Name, Field>> {
  const shape = resources[name];
  const parts = partsOf(key).map((part) => encodeURIComponent(String(part)));
  // A last part that is empty has a path of its own, which ends before it.
  const place = parts.join('/').replace(/\/$/, '');
  const path = `/${shape.path}/${place}${queryText({ ...options, ...chainOf(ctx) })}`;
  const schema = options.fields === undefined ? itemSchema(shape) : listedSchema(shape);
  return typedItem<Got<Name, Field>>(await askFor(ctx, path, schema));
}
