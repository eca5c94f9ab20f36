import { type ResourceName, resources } from '@atoll/schemas/indexer/resources';
import { ServiceUnavailable } from '../errors.ts';
import { ask, chainOf, type IndexerContext } from './context.ts';
import {
  type FieldOf,
  type HeavyOf,
  type ListQuery,
  type PlainSort,
  queryText,
  type WordsOf,
} from './query.ts';

/** What an export is asked for: that of a listing, without pages, which alone are searched by words. */
export type ExportQuery<Name extends ResourceName> = Omit<
  ListQuery<Name, HeavyOf<Name>, FieldOf<Name>>,
  'limit' | 'cursor' | 'sort' | WordsOf<Name>
> & { sort?: PlainSort<Name> };

/**
 * A whole listing as a file, streamed: CSV (RFC 4180) or Parquet, from one snapshot. Amounts are decimal text in both.
 *
 * @throws ProblemReceived (`too_many_requests` while others are running, …), ServiceUnavailable
 * @example
 * const file = await exportItems({ url }, 'payments', 'csv', { account });
 * await writeFile('payments.csv', file);
 */
export async function exportItems<Name extends ResourceName>(
  ctx: IndexerContext,
  name: Name,
  format: 'csv' | 'parquet',
  query: ExportQuery<Name> | undefined,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const path = `/exports/${resources[name].path}.${format}${queryText({ ...query, ...chainOf(ctx) })}`;
  const response = await ask(ctx, path, { endless: true, ...(signal === undefined ? {} : { signal }) });
  if (response.body === null) throw new ServiceUnavailable({ url: response.url, reason: 'an empty file' });
  return response.body;
}
