import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import type { CellValue, DrawnValue } from './column-domain.ts';
import type { TableFile } from './table-file.ts';

type Schema = Awaited<ReturnType<typeof parquetMetadataAsync>>['schema'];
type Element = Schema[number];

/** Rows that are decoded at once. */
const rowsAtOnce = 16_384;

/**
 * A Parquet file with a flat schema. Only its schema is taken over into a sample: key-value metadata and the smallest and largest values of
 * its columns stay.
 *
 * @returns undefined where the file is no Parquet file, is nested, or has types that cannot be drawn
 */
export async function parquetTable(input: {
  absolute: string;
  path: string;
}): Promise<TableFile | undefined> {
  const file = await asyncBufferFromFile(input.absolute);
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    if (error instanceof Error && !('code' in error)) return undefined;
    throw error;
  });
  if (metadata === undefined) return undefined;
  const [root, ...elements] = metadata.schema;
  const columns = elements.flatMap((element) => describe(element) ?? []);
  if (root === undefined || columns.length !== elements.length) return undefined;
  const rows = Number(metadata.num_rows);
  return {
    path: input.path,
    columns,
    rows,
    read: async function* () {
      for (let rowStart = 0; rowStart < rows; rowStart += rowsAtOnce) {
        const rowEnd = Math.min(rows, rowStart + rowsAtOnce);
        for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd }))
          yield columns.map(({ name }) => valueOf(row[name]));
      }
    },
    write: (path, drawn) => {
      parquetWriteFile({
        filename: path,
        schema: metadata.schema,
        columnData: elements.map((element, index) => ({
          name: element.name,
          data: drawn.map((row) => convert(element, row[index] ?? null)),
        })),
        createdBy: 'atoll',
      });
      return Promise.resolve();
    },
  };
}

/** What the file says is no more than text, numbers, booleans and times; anything else counts as missing. */
function valueOf(value: unknown): CellValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return value instanceof Date ? value : null;
  }
}

function describe(element: Element): TableFile['columns'][number] | undefined {
  const type = typeOf(element);
  if (type === undefined || element.num_children !== undefined || element.repetition_type === 'REPEATED')
    return undefined;
  const required = element.repetition_type === 'REQUIRED';
  return { name: element.name, type, nullable: !required, required };
}

function typeOf(element: Element): ProfiledColumn['type'] | undefined {
  const logical = element.logical_type?.type;
  const { converted_type: converted } = element;
  switch (element.type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
      if (converted === 'DATE' || logical === 'DATE') return 'date';
      if (logical === 'TIMESTAMP' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS')
        return 'datetime';
      if (logical === 'INTEGER' || logical === undefined) {
        if (converted === undefined || converted.startsWith('INT_') || converted.startsWith('UINT_'))
          return 'integer';
      }
      return undefined;
    case 'FLOAT':
    case 'DOUBLE':
      return 'float';
    case 'BYTE_ARRAY':
      return converted === 'UTF8' || logical === 'STRING' ? 'text' : undefined;
    case 'INT96':
    case 'FIXED_LEN_BYTE_ARRAY':
    case undefined:
      return undefined;
  }
}

/** A drawn value in the type in which the writer takes it for this column. */
function convert(element: Element, value: DrawnValue): CellValue {
  if (value === null) return element.repetition_type === 'REQUIRED' ? 0 : undefined;
  switch (typeOf(element)) {
    case 'boolean':
      return value === 'true' || value === 1;
    case 'date':
    case 'datetime':
      return new Date(value);
    case 'integer':
      return element.type === 'INT64' ? BigInt(value) : Number(value);
    case 'float':
      return Number(value);
    case 'text':
    case undefined:
      return String(value);
  }
}
