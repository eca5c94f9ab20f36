import { rm } from 'node:fs/promises';
import type { StagedBlocks } from '@atoll/storage/block-source';
import { readCar } from '@atoll/storage/car-read';
import { stageBlocks } from '@atoll/storage/staged-blocks';
import { RootsDiffer, TooManyBlocks } from './errors.ts';

/**
 * Takes a CAR off a stream, one verified block in memory at a time, into a folder of its own: nothing has entered the store yet.
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
}): Promise<StagedBlocks> {
  const staged = await stageBlocks(input.directory);
  try {
    const car = await readCar(input.source, input.maxBytes);
    const found = car.roots.map((root) => root.toString());
    if (new Set(input.roots).symmetricDifference(new Set(found)).size > 0) {
      throw new RootsDiffer({ named: input.roots, found });
    }
    let count = 0;
    for await (const { cid, bytes } of car.blocks) {
      count += 1;
      if (count > input.maxBlocks) throw new TooManyBlocks(input.maxBlocks);
      await staged.write(cid, bytes);
    }
    return staged;
  } catch (error) {
    await staged[Symbol.asyncDispose]();
    throw error;
  }
}

/** Deletes what uploads left behind when their process was killed. */
export async function clearUploads(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
