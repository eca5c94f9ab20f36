import { open } from 'node:fs/promises';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaElement } from 'hyparquet';

const magic = 'PAR1';
const tailBytes = 8;
/** A footer tells of columns and row groups; a larger one is not read, since whoever wrote the file chose its size. */
const maxFooterBytes = 32 << 20;

/**
 * Number of rows, and name, type and nullability of each column of a Parquet file, from its footer alone: no value is read. Columns that hold
 * lists or structures are text.
 *
 * @returns undefined where the file is no Parquet file: it is listed without a profile then
 */
export async function profileParquet(
  path: string,
): Promise<{ rows: number; columns: ProfiledColumn[] } | undefined> {
  const footer = await readFooter(path);
  if (footer === undefined) return undefined;
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(footer);
    const { children } = parquetSchema(metadata);
    const columns = children.map(({ element, children: inner }): ProfiledColumn => ({
      name: element.name,
      type: inner.length > 0 || element.repetition_type === 'REPEATED' ? 'text' : typeOf(element),
      nullable: element.repetition_type !== 'REQUIRED' && !isFull(metadata, element.name),
    }));
    const rows = Number(metadata.num_rows);
    return Number.isSafeInteger(rows) && rows >= 0 && columns.length > 0 ? { rows, columns } : undefined;
  } catch (cause) {
    // Nothing but the parser ran: whatever it stumbled over is a footer that is none.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}

async function readFooter(path: string): Promise<ArrayBuffer | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size < magic.length + tailBytes) return undefined;
    const tail = Buffer.alloc(tailBytes);
    await handle.read(tail, 0, tailBytes, size - tailBytes);
    const bytes = tail.readUInt32LE(0) + tailBytes;
    if (tail.toString('latin1', 4) !== magic || bytes > maxFooterBytes || bytes > size) return undefined;
    const footer = new Uint8Array(bytes);
    await handle.read(footer, 0, bytes, size - bytes);
    return footer.buffer;
  } finally {
    await handle.close();
  }
}

/** Whether every group of rows says that the column has no null. */
function isFull(metadata: FileMetaData, name: string): boolean {
  return metadata.row_groups.every(({ columns }) =>
    columns.some(
      ({ meta_data: chunk }) =>
        chunk?.path_in_schema.length === 1 &&
        chunk.path_in_schema[0] === name &&
        chunk.statistics?.null_count === 0n,
    ),
  );
}

function typeOf({
  type,
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): ProfiledColumn['type'] {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return (scale ?? 0) === 0 ? 'integer' : 'float';
  if (converted === 'DATE' || logical?.type === 'DATE') return 'date';
  if (converted?.startsWith('TIMESTAMP') === true || logical?.type === 'TIMESTAMP') return 'datetime';
  if (converted?.startsWith('TIME') === true || logical?.type === 'TIME') return 'text';
  if (logical?.type === 'FLOAT16') return 'float';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
      return 'integer';
    case 'INT96':
      return 'datetime';
    case 'FLOAT':
    case 'DOUBLE':
      return 'float';
    default:
      return 'text';
  }
}
