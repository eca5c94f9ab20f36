import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { orderByName } from './read-lines.ts';
import type { Records } from './records.ts';

/** Bytes of values, before compression, that are in memory at once; in it they take a few times as much. */
const sliceBytes = 32 << 20;
const maxSliceValues = 1 << 22;

/** Beside Snappy, which the reader brings. */
const compressors = {
  GZIP: (input: Uint8Array, size: number) => gunzipSync(input, { maxOutputLength: Math.max(size, 1) }),
  ZSTD: (input: Uint8Array, size: number) =>
    zstdDecompressSync(input, { maxOutputLength: Math.max(size, 1) }),
  BROTLI: (input: Uint8Array, size: number) =>
    brotliDecompressSync(input, { maxOutputLength: Math.max(size, 1) }),
};

/**
 * Takes the rows of a Parquet file, a slice of a row group at a time. What cannot be read as Parquet has no rows: its bytes are
 * compared.
 */
export async function readParquet(path: string, records: Records): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const file = await bufferOf(handle);
    for await (const rows of slices(file)) for (const { fields, byName } of rows) records.add(fields, byName);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  } finally {
    await handle.close();
  }
}

/** The file is no Parquet, or of a kind that the reader does not know. */
class Unreadable extends Error {}

/** The reader throws whatever it stumbles over; what a disk refuses names the system call. */
function unreadable(error: unknown): never {
  if (!(error instanceof Error) || 'syscall' in error) throw error;
  throw new Unreadable(error.message, { cause: error });
}

type Fields = (readonly [column: number, value: unknown])[];

async function* slices(file: AsyncBuffer): AsyncGenerator<Iterable<{ fields: Fields; byName: number[] }>> {
  const metadata = await parquetMetadataAsync(file).catch(unreadable);
  const names = columnsOf(metadata);
  const byName = orderByName(names);
  const maxRows = Math.floor(maxSliceValues / Math.max(names.length, 1));
  let first = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const perRow = Math.max(1, Number(group.total_byte_size) / Math.max(rows, 1));
    const step = Math.max(1, Math.min(maxRows, Math.floor(sliceBytes / perRow)));
    for (let from = first; from < first + rows; from += step) {
      const slice = await readRows(file, metadata, from, Math.min(from + step, first + rows));
      yield slice.map((row) => ({
        fields: row.map((value, column) => [column, plain(value)] as const),
        byName,
      }));
    }
    first += rows;
  }
}

async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<unknown[][]> {
  const found: unknown[][] = [];
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    compressors,
    useOffsetIndex: true,
    onComplete: (rows: unknown[][]) => {
      for (const row of rows) found.push(row);
    },
  }).catch(unreadable);
  return found;
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

/** A value as text formats have it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return dateText(value);
  if (value === null || value === undefined || value instanceof Uint8Array) return '';
  if (typeof value === 'object')
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? inner.toString() : inner,
    );
  return value;
}

/** As tables of text have it: a day alone at midnight, no fraction where there is none. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = date.toISOString().replace(/Z$/, '').split('T');
  return time === '00:00:00.000' ? day : `${day} ${time.replace(/\.000$/, '')}`;
}

async function bufferOf(file: FileHandle): Promise<AsyncBuffer> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = start < 0 ? size + start : start;
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - from));
      for (let at = 0; at < bytes.byteLength;) {
        const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at, from + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
