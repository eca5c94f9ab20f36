import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { profileCsv } from './profile-csv.ts';
import { profileJsonLines } from './profile-json-lines.ts';
import { profileParquet } from './profile-parquet.ts';
import type { StoredFile } from './snapshot.ts';

const formats: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.parquet': 'application/vnd.apache.parquet',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.npy': 'application/x-npy',
};

type Profile = { rows: number; columns: ProfiledColumn[] } | undefined;

const profiles: Readonly<Record<string, (path: string, signal: AbortSignal) => Promise<Profile>>> = {
  '.csv': profileCsv,
  '.jsonl': profileJsonLines,
  '.ndjson': profileJsonLines,
  '.parquet': profileParquet,
};

/** What is kept of a file that has been committed to: the leaves of its commitment, and the shape of the table it may be. */
export async function describeFile(
  directory: string,
  file: { path: string; size: number; leaves: Uint8Array },
  signal: AbortSignal,
): Promise<StoredFile> {
  const path = join(directory, file.path);
  const extension = extname(file.path).toLowerCase();
  const profile = await profiles[extension]?.(path, signal);
  const { mtimeNs } = await stat(path, { bigint: true });
  return {
    path: file.path,
    bytes: file.size,
    modifiedNs: mtimeNs.toString(),
    leaves: Buffer.from(file.leaves).toString('base64'),
    encodingFormat: formats[extension] ?? 'application/octet-stream',
    ...(profile === undefined ? {} : { rows: profile.rows, columns: profile.columns }),
  };
}
