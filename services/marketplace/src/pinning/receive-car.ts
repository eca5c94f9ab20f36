import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readCar } from '@atoll/storage/car-read';
import { openDiskBlocks } from '@atoll/storage/disk-blocks';
import type { CID } from 'multiformats/cid';
import { RootsDiffer, TooManyBlocks } from './errors.ts';

/** Blocks of an upload in a folder of their own: nothing has entered the store yet. Disposing deletes the folder. */
export interface ReceivedBlocks extends AsyncDisposable {
  read(cid: CID): Promise<Uint8Array | undefined>;
}

/**
 * Takes a CAR off a stream, one verified block in memory at a time, into a folder of its own.
 *
 * @param input.roots CIDs that the header has to name, in any order
 * @throws RootsDiffer, TooManyBlocks, and what reading a CAR throws (`malformed_request`, `digest_mismatch`,
 * `payload_too_large`, `unsupported_cid`); the folder is deleted then
 */
export async function receiveCar(input: {
  directory: string;
  source: AsyncIterable<Uint8Array>;
  roots: readonly string[];
  maxBytes: number;
  maxBlocks: number;
}): Promise<ReceivedBlocks> {
  await mkdir(input.directory, { recursive: true });
  const folder = await mkdtemp(join(input.directory, 'upload-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const blocks = await openDiskBlocks(folder);
    const car = await readCar(input.source, input.maxBytes);
    const found = car.roots.map((root) => root.toString());
    if (new Set(input.roots).symmetricDifference(new Set(found)).size > 0) {
      throw new RootsDiffer({ named: input.roots, found });
    }
    let count = 0;
    for await (const { cid, bytes } of car.blocks) {
      count += 1;
      if (count > input.maxBlocks) throw new TooManyBlocks(input.maxBlocks);
      await blocks.write(cid, bytes);
    }
    return { read: (cid) => blocks.read(cid), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Deletes what uploads left behind when their process was killed. */
export async function clearUploads(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
