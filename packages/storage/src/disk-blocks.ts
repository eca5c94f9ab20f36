import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NextToLast } from 'blockstore-fs/sharding';
import { CID } from 'multiformats/cid';
import type { LocalBlocks } from './block-source.ts';
import { StorageFailed } from './errors.ts';
import { moveIn } from './move-in.ts';
import { intoFolder, onDisk, orMissing, syncPath } from './on-disk.ts';

/** A temporary file older than this belongs to a process that died while writing. */
const STALE_MS = 60 * 60 * 1000;

/**
 * Blocks as files in the layout of `blockstore-fs`, so that Helia opens the same folder.
 *
 * The writing is ours: `blockstore-fs` writes every block through one temporary name, which two processes that store the same
 * block would share, and turns every failure to read into "not found". Here a block is written to a name of its own, flushed,
 * and renamed into place: a crash or a second process leaves the whole block or none.
 *
 * Folders: `blocks/` (two-letter shards), `pins/` (an empty file per root), `writing/`.
 */
export async function openDiskBlocks(directory: string): Promise<LocalBlocks> {
  const writing = join(directory, 'writing');
  const pins = join(directory, 'pins');
  try {
    for (const folder of [join(directory, 'blocks'), pins, writing]) await mkdir(folder, { recursive: true });
    await removeStale(writing);
  } catch (cause) {
    throw new StorageFailed('opening the block store', directory, cause);
  }
  const sharding = new NextToLast();
  const pathOf = (cid: CID): string => {
    const { dir, file } = sharding.encode(cid);
    return join(directory, 'blocks', dir, file);
  };
  const within = <T>(operation: string, act: () => Promise<T>): Promise<T> =>
    onDisk(operation, directory, act);

  return {
    origin: { from: 'disk', directory },
    read: (cid, signal) =>
      within('reading a block', () => orMissing(() => readFile(pathOf(cid), { signal }))),
    write: (cid, bytes) => within('writing a block', () => writeAtomically(writing, pathOf(cid), bytes)),
    has: (cid) =>
      within('looking for a block', async () => {
        const found = await orMissing(async () => {
          await access(pathOf(cid));
          return true;
        });
        return found ?? false;
      }),
    moveIn: (files) =>
      within('taking blocks in', () =>
        moveIn(
          join(directory, 'blocks'),
          writing,
          files.map(({ cid, path }) => ({ from: path, to: pathOf(cid) })),
        ),
      ),
    addPin: (root) =>
      within('writing a pin', () => writeAtomically(writing, join(pins, root.toString()), new Uint8Array(0))),
    removePin: (root) => within('removing a pin', () => rm(join(pins, root.toString()), { force: true })),
    async *listPins() {
      for (const name of await within('listing pins', () => readdir(pins))) yield CID.parse(name);
    },
    close: () => Promise.resolve(),
  };
}

async function writeAtomically(writing: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(writing, randomUUID());
  try {
    await writeFile(temporary, bytes, { flag: 'wx', flush: true });
    await intoFolder(dirname(path), () => rename(temporary, path));
    // A rename survives a power cut only once its folder is on disk.
    await syncPath(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

async function removeStale(writing: string): Promise<void> {
  for (const name of await readdir(writing)) {
    const path = join(writing, name);
    const found = await orMissing(() => stat(path));
    if (found !== undefined && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
