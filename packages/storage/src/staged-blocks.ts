import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NextToLast } from 'blockstore-fs/sharding';
import type { CID } from 'multiformats/cid';
import type { StagedBlocks } from './block-source.ts';
import { onDisk, orMissing } from './on-disk.ts';

/**
 * Makes a folder for blocks on their way in.
 *
 * @param directory where to make it; made when missing
 * @example
 * await using staged = await stageBlocks('.atoll/uploads');
 */
export async function stageBlocks(directory: string): Promise<StagedBlocks> {
  const folder = await onDisk('making a folder for blocks', directory, async () => {
    await mkdir(directory, { recursive: true });
    return mkdtemp(join(directory, 'upload-'));
  });
  const naming = new NextToLast();
  const sizes = new Map<string, number>();
  const nameOf = (cid: CID): string => naming.encode(cid).file;
  return {
    origin: { from: 'disk', directory: folder },
    async write(cid, bytes) {
      const name = nameOf(cid);
      if (sizes.has(name)) return;
      await onDisk('writing a block', folder, () => writeFile(join(folder, name), bytes));
      sizes.set(name, bytes.byteLength);
    },
    read: (cid) =>
      onDisk('reading a block', folder, () => orMissing(() => readFile(join(folder, nameOf(cid))))),
    sizeOf: (cid) => sizes.get(nameOf(cid)),
    release(cid) {
      const name = nameOf(cid);
      return sizes.delete(name) ? join(folder, name) : undefined;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
