import { createHash } from 'node:crypto';
import { chmod, type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { maxSourceFiles, refusedPath } from '@atoll/schemas/data-source';
import { SourceRefused, SourceUnavailable } from './problems.ts';

/** A folder that is being filled from a source, with its bounds. Whoever made it removes it when filling it fails. */
export interface Staging {
  readonly directory: string;
  /** Most bytes of all files. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** What is in it so far. */
  readonly progress: { files: number; bytes: number };
}

/**
 * Makes an empty folder to stage a source in; readable by the sandbox's user, written by this provider alone.
 * @example const staging = await openStaging({ directory, maxBytes: 1 << 30, signal });
 */
export async function openStaging(input: Omit<Staging, 'progress'>): Promise<Staging> {
  await mkdir(input.directory, { mode: 0o755 });
  await chmod(input.directory, 0o755);
  return { ...input, progress: { files: 0, bytes: 0 } };
}

/** Bytes that may still be staged. */
export function remainingBytes({ maxBytes, progress }: Staging): number {
  return maxBytes - progress.bytes;
}

/**
 * Counts bytes before they are written.
 * @throws SourceRefused above the limit
 */
export function claimBytes(staging: Staging, bytes: number): void {
  staging.signal.throwIfAborted();
  if (bytes > remainingBytes(staging))
    throw new SourceRefused(
      `it has more than ${staging.maxBytes} bytes`,
      'register less of it, or have the operator raise DATASET_MAX_BYTES',
    );
  staging.progress.bytes += bytes;
}

/**
 * Where a file of the source goes; its folders are made.
 * @param path relative, `/` between names; checked, since sources choose it
 * @throws SourceRefused
 */
export async function stagedPath(staging: Staging, path: string): Promise<string> {
  const reason = refusedPath(path);
  if (reason !== undefined)
    throw new SourceRefused(
      `${JSON.stringify(path)} cannot be the name of a file: ${reason}`,
      'rename it at the source',
    );
  if (staging.progress.files >= maxSourceFiles)
    throw new SourceRefused(
      `it has more than ${maxSourceFiles} files`,
      'pack small files together, or register them as several datasets',
    );
  staging.progress.files += 1;
  let folder = staging.directory;
  for (const part of path.split('/').slice(0, -1)) {
    folder = join(folder, part);
    await inStaging(path, async () => {
      if ((await mkdir(folder, { recursive: true, mode: 0o755 })) !== undefined) await chmod(folder, 0o755);
    });
  }
  return join(staging.directory, path);
}

/**
 * Writes one file of the source from its chunks. It is read-only afterwards.
 *
 * @returns its size and its sha-256 in hexadecimal
 * @throws SourceRefused, SourceUnavailable; what the chunks throw
 */
export async function stageFile(
  staging: Staging,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await stageWith(staging, path, async (handle) => {
    for await (const chunk of chunks) {
      claimBytes(staging, chunk.byteLength);
      hash.update(chunk);
      bytes += chunk.byteLength;
      await inStaging(path, () => handle.writeFile(chunk));
    }
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** Opens a new file of the staging folder for `fill`, which claims the bytes that it writes. */
export async function stageWith(
  staging: Staging,
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const target = await stagedPath(staging, path);
  const handle = await inStaging(path, () => open(target, 'wx', 0o600));
  try {
    await fill(handle);
    await handle.chmod(0o444);
  } finally {
    await handle.close();
  }
}

/** Writes all of a chunk at a place of a staged file. */
export async function writeAt(
  handle: FileHandle,
  path: string,
  chunk: Uint8Array,
  position: number,
): Promise<void> {
  await inStaging(path, async () => {
    for (let done = 0; done < chunk.byteLength;) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done, position + done);
      done += bytesWritten;
    }
  });
}

/** Does something with the staging folder's disk; what the disk refuses is told in the words of a source. */
export async function inStaging<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
      throw new SourceRefused(
        `two of its files would be ${JSON.stringify(path)}, or one would lie inside the other`,
        'give each file a name of its own',
        cause,
      );
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new SourceUnavailable('the disk of the provider is full', cause);
    throw cause;
  }
}
