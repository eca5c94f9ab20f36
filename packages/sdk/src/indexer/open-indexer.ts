import { type ResourceName, resources } from '@atoll/schemas/indexer/resources';
import type { IndexerContext } from './context.ts';
import { exportItems, type ExportQuery } from './export-items.ts';
import { getItem, type Got, type ItemQuery, type KeyOf } from './get-item.ts';
import { everyItem, listItems, type Page } from './list-items.ts';
import type { FieldOf, Found, HeavyOf, ListQuery } from './query.ts';

/** One resource of an indexer. */
export interface ResourceClient<Name extends ResourceName> {
  /** One page; see `listItems`. */
  list<const Include extends HeavyOf<Name> = never, const Field extends FieldOf<Name> = never>(
    query?: ListQuery<Name, Include, Field>,
  ): Promise<Page<Found<Name, Include, Field>>>;
  /** Everything, page by page; see `everyItem`. */
  every<const Include extends HeavyOf<Name> = never, const Field extends FieldOf<Name> = never>(
    query?: ListQuery<Name, Include, Field>,
  ): AsyncGenerator<Found<Name, Include, Field>, void, undefined>;
  /** One item by its key; see `getItem`. */
  get<const Field extends FieldOf<Name> = never>(
    key: KeyOf<Name>,
    options?: ItemQuery<Name, Field>,
  ): Promise<Got<Name, Field>>;
  /** All of it as a file; see `exportItems`. */
  export(format: 'csv' | 'parquet', query?: ExportQuery<Name>): Promise<ReadableStream<Uint8Array>>;
}

/** An indexer's API by resource. */
export type IndexerClient = { readonly [Name in ResourceName]: ResourceClient<Name> };

function clientOf<Name extends ResourceName>(ctx: IndexerContext, name: Name): ResourceClient<Name> {
  return {
    list: (query) => listItems(ctx, name, query ?? {}),
    every: (query) => everyItem(ctx, name, query ?? {}),
    get: (key, options) => getItem(ctx, name, key, options),
    export: (format, query) => exportItems(ctx, name, format, query),
  };
}

/** Guarantee: a client of each resource stands under its own name, for the names are the keys of the very same object. */
const typedClient = (clients: Readonly<Record<string, unknown>>): IndexerClient =>
  clients as unknown as IndexerClient;
const names = Object.keys(resources) as ResourceName[];

/**
 * Everything that an indexer serves, typed by its schemas.
 *
 * @example
 * const indexer = openIndexer({ url: 'http://127.0.0.1:4101' });
 * const { items } = await indexer.jobs.list({ buyer, state: 'open', include: ['payments'] });
 * const asset = await indexer.assets.get([42n]);
 * for await (const vote of indexer.votes.every({ proposalId })) console.log(vote.voter, vote.weight);
 */
export function openIndexer(ctx: IndexerContext): IndexerClient {
  return typedClient(Object.fromEntries(names.map((name) => [name, clientOf(ctx, name)])));
}
