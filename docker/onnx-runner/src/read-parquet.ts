import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import type { Cell, Table } from './read-table.ts';

/** Bytes of values before compression that are in memory at once, and values. */
const sliceBytes = 16 << 20;
const maxSliceValues = 1 << 20;

/** Beside Snappy, which the reader brings. */
const compressors = {
  GZIP: (input: Uint8Array, size: number) => gunzipSync(input, { maxOutputLength: Math.max(size, 1) }),
  ZSTD: (input: Uint8Array, size: number) =>
    zstdDecompressSync(input, { maxOutputLength: Math.max(size, 1) }),
  BROTLI: (input: Uint8Array, size: number) =>
    brotliDecompressSync(input, { maxOutputLength: Math.max(size, 1) }),
};

/** A Parquet file, read a slice of a group of rows at a time. */
export async function readParquet(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const columns = columnsOf(metadata);
  return { columns, chunks: chunksOf(file, metadata, columns.length) };
}

async function* chunksOf(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  width: number,
): AsyncGenerator<Cell[][]> {
  const maxRows = Math.max(1, Math.floor(maxSliceValues / Math.max(width, 1)));
  let first = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const perRow = Math.max(1, Number(group.total_byte_size) / Math.max(rows, 1));
    const step = Math.max(1, Math.min(maxRows, Math.floor(sliceBytes / perRow)));
    for (let from = first; from < first + rows; from += step) {
      const found: Cell[][] = [];
      await parquetRead({
        file,
        metadata,
        rowStart: from,
        rowEnd: Math.min(from + step, first + rows),
        compressors,
        useOffsetIndex: true,
        onComplete: (read: Cell[][]) => {
          for (const row of read) found.push(row);
        },
      });
      yield found;
    }
    first += rows;
  }
}

/** Names of the columns at the top, in the order in which rows have them. */
function columnsOf({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) names.push(schema[at]?.name ?? '');
  return names;
}
