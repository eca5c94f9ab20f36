import type { Caller } from '@atoll/server-kit/caller';
import { type App, createRouter } from '@atoll/server-kit/app';
import { rankingsOf } from '@atoll/schemas/indexer/shape';
import { z } from '@hono/zod-openapi';
import { keyOptional, quotaHeaders, refusals } from '../../access/describe-access.ts';
import { filterQuery, headers } from '../describe-routes.ts';
import type { Resource } from '../resource/compiled.ts';
import { MalformedQuery } from '../resource/errors.ts';
import { chooseReader } from '../resource/readers.ts';
import type { Reader } from '../resource/reader.ts';
import { parametersOf, readListRequest } from '../resource/request.ts';
import { allResources } from '../resources/all.ts';
import { csvOf } from './csv.ts';
import { exportLimits } from './export-limits.ts';
import { exportColumns } from './export-columns.ts';
import { openPlaces } from './export-places.ts';
import type { parquetOf } from './parquet.ts';
import { openExport } from './read-export.ts';
import { streamOf } from './stream-of.ts';

const formats = {
  csv: { type: 'text/csv; charset=utf-8; header=present', load: async () => csvOf },
  parquet: {
    type: 'application/vnd.apache.parquet',
    // its writer is loaded by the first who wants it
    load: async (): Promise<typeof parquetOf> => (await import('./parquet.ts')).parquetOf,
  },
} as const;

const fileHeaders = {
  ...quotaHeaders,
  'Atoll-Block': headers['Atoll-Block'],
  'Content-Disposition': { schema: { type: 'string' as const }, description: 'a name for the file' },
};

function describeExport(resource: Resource, format: keyof typeof formats) {
  return {
    method: 'get' as const,
    path: `/exports/${resource.shape.path}.${format}`,
    security: keyOptional,
    tags: ['exports'],
    summary: `All of ${resource.shape.path} that fit, as a ${format === 'csv' ? 'CSV' : 'Parquet'} file`,
    description:
      'From one snapshot; amounts are decimal text, for they are exact. Filters and sorting are those of the listing; a search by words has pages alone.',
    request: {
      query: z.object({
        ...filterQuery(resource, (filter) => filter.kind !== 'words'),
        sort: z.string().optional(),
        fields: z.string().optional(),
        include: z.string().optional(),
        asOf: z.string().optional(),
        chain: z.string().optional(),
      }),
    },
    responses: {
      200: {
        description: 'the file',
        headers: fileHeaders,
        content: { [formats[format].type]: { schema: z.string() } },
      },
      ...refusals(
        'chain_unknown',
        'block_not_kept',
        'query_too_costly',
        'block_unknown',
        'asset_unknown',
        'not_ready',
      ),
    },
  };
}

/** Parameters of the listing that a file has not: it has no pages, and only pages are searched. */
const notOfExports = ({ shape }: Resource): string[] => [
  'cursor',
  'limit',
  ...Object.entries(shape.filters).flatMap(([name, { kind }]) => (kind === 'words' ? [name] : [])),
];

/** @throws MalformedQuery for a sort by words, which a file is not searched by */
function checkSort({ shape }: Resource, values: readonly string[] = []): void {
  const rankings = rankingsOf(shape);
  if (values.some((value) => rankings.includes(value.replace(/^-/, ''))))
    throw new MalformedQuery('query.sort', 'no such sort of an export');
}

/** Counts rows against the caller's quota before they are sent; where nobody counts callers, nobody is refused. */
async function* countedRows<Batch extends { readonly length: number }>(
  batches: AsyncIterable<Batch>,
  caller: Caller | undefined,
): AsyncGenerator<Batch, void, undefined> {
  for await (const rows of batches) {
    caller?.takeExportRows(rows.length);
    yield rows;
  }
}

/** Whole listings as files, streamed. */
export function exportRoutes(readers: ReadonlyMap<string, Reader>, limits = exportLimits): App {
  const router = createRouter();
  const places = openPlaces();
  const add = (resource: Resource, format: keyof typeof formats) => {
    router.openAPIRegistry.registerPath(describeExport(resource, format));
    const { type, load } = formats[format];
    router.get(`/exports/${resource.shape.path}.${format}`, async (c) => {
      const parameters = parametersOf(new URL(c.req.url).search.slice(1));
      for (const name of notOfExports(resource)) {
        if (parameters.has(name)) throw new MalformedQuery(`query.${name}`, 'no such parameter of an export');
      }
      checkSort(resource, parameters.get('sort'));
      const reader = chooseReader(readers, parameters.get('chain'));
      const request = readListRequest(resource, parameters, reader.chain);
      const caller: Caller | undefined = c.get('caller');
      const release = places.take(caller?.id);
      try {
        // Said before the file begins: afterwards it can only be broken off.
        caller?.takeExportRows(1);
        const write = await load();
        const columns = exportColumns(resource, request.fields);
        const { block, batches, close } = await openExport(reader, resource, request, columns, limits);
        const onEnd = () => close().finally(release);
        c.header('atoll-block', `${block.number} 0x${block.hash}`);
        c.header(
          'content-disposition',
          `attachment; filename="${resource.shape.path}-${block.number}.${format}"`,
        );
        return c.body(streamOf(write(columns, countedRows(batches, caller)), limits, onEnd), 200, {
          'content-type': type,
        });
      } catch (error) {
        release();
        throw error;
      }
    });
  };
  for (const resource of Object.values(allResources)) {
    add(resource, 'csv');
    add(resource, 'parquet');
  }
  return router;
}
