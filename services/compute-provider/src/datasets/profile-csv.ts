import { createReadStream } from 'node:fs';
import { type ProfiledColumn } from '@atoll/schemas/provider-api';
import { parse } from 'csv-parse';

type ColumnType = ProfiledColumn['type'];

/** Tried in this order; a column has the first type that every one of its values is of. */
const tests: readonly (readonly [ColumnType, RegExp])[] = [
  ['boolean', /^(true|false)$/i],
  ['integer', /^[+-]?\d{1,18}$/],
  ['float', /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['datetime', /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/],
];

interface Column {
  readonly name: string;
  possible: readonly (readonly [ColumnType, RegExp])[];
  nullable: boolean;
  seen: boolean;
}

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
  let columns: Column[] | undefined;
  let rows = 0;
  try {
    for await (const record of parser) {
      signal?.throwIfAborted();
      const values = recordOf(record);
      if (columns === undefined) {
        columns = values.map((name) => ({ name, possible: tests, nullable: false, seen: false }));
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

function narrow(column: Column, value: string): void {
  if (value === '') {
    column.nullable = true;
    return;
  }
  column.seen = true;
  if (column.possible.length === 0) return;
  column.possible = column.possible.filter(([, pattern]) => pattern.test(value));
}

function profiled(column: Column): ProfiledColumn {
  const type = column.seen ? (column.possible[0]?.[0] ?? 'text') : 'text';
  return { name: column.name, type, nullable: column.nullable };
}
