import { createReadStream } from 'node:fs';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { parse } from 'csv-parse';
import { type ColumnTypes, columnTypes, narrow, profiled } from './column-types.ts';

/**
 * Number of rows, and name, type and nullability of each column of a CSV file with a header, read as a stream. No value is
 * kept. An integer column in which one value has a fraction is a float.
 *
 * @returns undefined where the file is no table: it is listed without a profile then
 */
export async function profileCsv(
  path: string,
  signal?: AbortSignal,
): Promise<{ rows: number; columns: ProfiledColumn[] } | undefined> {
  const source = createReadStream(path);
  const parser = source.pipe(parse({ bom: true, max_record_size: 1 << 20 }));
  source.on('error', (error) => parser.destroy(error));
  let columns: ColumnTypes[] | undefined;
  let rows = 0;
  try {
    for await (const record of parser) {
      signal?.throwIfAborted();
      const values = recordOf(record);
      if (columns === undefined) {
        columns = values.map(columnTypes);
        continue;
      }
      rows += 1;
      for (const [index, column] of columns.entries()) narrow(column, values[index] ?? '');
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) return undefined;
    throw error;
  } finally {
    source.destroy();
  }
  if (columns === undefined) return undefined;
  return { rows, columns: columns.map(profiled) };
}

function recordOf(record: unknown): string[] {
  return Array.isArray(record) ? record.map(String) : [];
}
