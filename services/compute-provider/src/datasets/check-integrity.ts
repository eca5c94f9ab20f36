import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { sampleFolder } from '@atoll/storage/sample-folder';
import { verifyFolder } from '@atoll/storage/verify-folder';
import type { BoundSnapshot } from './find-snapshot.ts';
import { DatasetChanged, FileWritable } from './problems.ts';
import { verifyApart } from './verify-apart.ts';

/** Up to here a snapshot is read in full before each run: about 100 ms at the rate of the commitment. */
export const fullBytes = 32 << 20;
/** Blocks of 1 MiB that are read of a larger one: a change of one in a hundred goes unseen with probability 0.99^64. */
const samples = 64;

/** Which check was made; a full one says when each file was last written, which is what later checks compare with. */
export type IntegrityFound =
  | { readonly integrity: 'full'; readonly modified: ReadonlyMap<string, bigint> }
  | { readonly integrity: 'sampled' };

/** What of a snapshot a check reads. */
export type CheckedSnapshot = Pick<
  BoundSnapshot,
  'snapshot' | 'directory' | 'salt' | 'commitmentDigest' | 'bytes' | 'files'
> & { readonly assetId: string | null };

/**
 * Checks that a snapshot is what was committed to: every byte of a small one; of a large one sizes, times and random blocks, so that the
 * time it takes does not grow with the data.
 *
 * @param options.full every byte of a large one too, apart from what the service does meanwhile
 * @throws DatasetChanged; the signal's reason
 */
export async function checkIntegrity(
  snapshot: CheckedSnapshot,
  options: { full?: boolean; signal?: AbortSignal } = {},
): Promise<IntegrityFound> {
  const { directory: path, salt } = snapshot;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  try {
    await refuseWritable(snapshot);
    const isSmall = snapshot.bytes <= fullBytes;
    if (options.full === true || isSmall) {
      const expected: `0x${string}` = `0x${snapshot.commitmentDigest.slice(2)}`;
      const input = { path, salt, expected, ...signal };
      const files = isSmall ? (await verifyFolder(input)).files : await verifyApart(input);
      return {
        integrity: 'full',
        modified: new Map(files.map((file) => [file.path, file.modifiedNs])),
      };
    }
    const files = snapshot.files.map((file) => ({
      path: file.path,
      size: file.bytes,
      modifiedNs: BigInt(file.modifiedNs),
      leaves: Buffer.from(file.leaves, 'base64'),
    }));
    await sampleFolder({ path, files, samples, ...signal });
    return { integrity: 'sampled' };
  } catch (cause) {
    options.signal?.throwIfAborted();
    // Any way in which the folder is not what was committed to reads the same to a buyer; the cause is for the owner's log.
    if (cause instanceof AtollError || (cause instanceof Error && 'code' in cause))
      throw new DatasetChanged(snapshot.assetId ?? `(${snapshot.snapshot})`, cause);
    throw cause;
  }
}

/** Files whose rights are asked for at once. */
const together = 64;

/**
 * Staged files may be written by nobody. A mount that is read-only is not enough: gVisor's release of July 2024 empties a file that is
 * opened to be truncated, although it then refuses to open it, where the file's own rights let the sandbox's user write.
 */
async function refuseWritable({ directory, files }: CheckedSnapshot): Promise<void> {
  for (let first = 0; first < files.length; first += together)
    await Promise.all(
      files.slice(first, first + together).map(async ({ path }) => {
        const { mode } = await lstat(join(directory, path));
        if ((mode & 0o222) !== 0) throw new FileWritable(path);
      }),
    );
}
