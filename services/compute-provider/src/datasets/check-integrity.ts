import { AtollError } from '@atoll/schemas/error';
import { sampleFolder } from '@atoll/storage/sample-folder';
import { verifyFolder } from '@atoll/storage/verify-folder';
import { type BoundSnapshot } from './find-snapshot.ts';
import { DatasetChanged } from './problems.ts';

/** Up to here a snapshot is read in full before each run: about 100 ms at the rate of the commitment. */
const fullBytes = 32 << 20;
/** Blocks of 1 MiB that are read of a larger one: a change of one in a hundred goes unseen with probability 0.99^64. */
const samples = 64;

/**
 * Checks before a run that a snapshot is what was committed to: every byte of a small one; of a large one sizes, times and
 * random blocks.
 *
 * @returns which of the two, for the receipt
 * @throws DatasetChanged
 */
export async function checkIntegrity(
  snapshot: BoundSnapshot,
  options: { full?: boolean; signal?: AbortSignal } = {},
): Promise<'full' | 'sampled'> {
  const { directory: path, salt } = snapshot;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  try {
    if (options.full === true || snapshot.bytes <= fullBytes) {
      const expected: `0x${string}` = `0x${snapshot.commitmentDigest.slice(2)}`;
      await verifyFolder({ path, salt, expected, ...signal });
      return 'full';
    }
    const files = snapshot.files.map((file) => ({
      path: file.path,
      size: file.bytes,
      modifiedNs: BigInt(file.modifiedNs),
      leaves: Buffer.from(file.leaves, 'base64'),
    }));
    await sampleFolder({ path, files, samples, ...signal });
    return 'sampled';
  } catch (cause) {
    options.signal?.throwIfAborted();
    // Any way in which the folder is not what was committed to reads the same to a buyer; the cause is for the owner's log.
    if (cause instanceof AtollError || (cause instanceof Error && 'code' in cause))
      throw new DatasetChanged(snapshot.assetId, cause);
    throw cause;
  }
}
