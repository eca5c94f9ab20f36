import { existsSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CID } from 'multiformats/cid';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LocalBlocks, StagedBlocks } from './block-source.ts';
import { openDiskBlocks } from './disk-blocks.ts';
import { openEmbeddedStorage } from './embedded.ts';
import { stageBlocks } from './staged-blocks.ts';
import { createStorage } from './storage.ts';
import { CHUNK_BYTES } from './sizes.ts';
import {
  blockCount,
  blockFile,
  collect,
  gather,
  openStore,
  patterned,
  rejection,
  streamOf,
  temporaryFolder,
} from './test-support.ts';
import { walkDag } from './walk-dag.ts';

const otherDisk = '/dev/shm';

/** A file of several blocks, waiting in a folder. */
async function stagedFile(directory: string, seed: number) {
  const { storage } = await openStore();
  const bytes = patterned(2 * CHUNK_BYTES + 5, seed);
  const { cid: root } = await storage.putFile(streamOf(bytes));
  const staged = await stageBlocks(directory);
  onTestFinished(() => staged[Symbol.asyncDispose]());
  const cids: CID[] = [];
  for await (const block of walkDag((cid) => storage.getBlock(cid), root)) {
    await staged.write(block.cid, block.bytes);
    cids.push(block.cid);
  }
  return { root, bytes, staged, cids };
}

/** Paths that were synced, as they were called then. */
async function watchSyncs(): Promise<string[]> {
  const synced: string[] = [];
  const handle = await open(await temporaryFolder(), 'r');
  const prototype: typeof handle = Object.getPrototypeOf(handle);
  await handle.close();
  const sync = prototype.sync;
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`);
    await sync.call(this);
    synced.push(path);
  });
  onTestFinished(() => spy.mockRestore());
  return synced;
}

const fileOf = ({ staged }: { staged: StagedBlocks }, name: string): string =>
  join('directory' in staged.origin ? staged.origin.directory : '', name);

describe('staged blocks', () => {
  it('are moved into a store that keeps them as files, and pinned there', async () => {
    const { storage, directory } = await openStore();
    const upload = await stagedFile(join(directory, 'uploads'), 1);
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    expect((await collect(storage.getFile(upload.root))).equals(upload.bytes)).toBe(true);
    expect((await gather(storage.listPins())).map(String)).toEqual([upload.root.toString()]);
    expect(await readdir(fileOf(upload, '.'))).toEqual([]);
    await upload.staged[Symbol.asyncDispose]();
    expect(await readdir(join(directory, 'uploads'))).toEqual([]);
    expect(await blockCount(directory)).toBe(upload.cids.length);
  });

  it('are on disk, with their folders, before the pin is answered', async () => {
    const { storage, directory } = await openStore();
    const upload = await stagedFile(join(directory, 'uploads'), 2);
    const waiting = (await readdir(fileOf(upload, '.'))).map((name) => fileOf(upload, name));
    const synced = await watchSyncs();
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    const folders = await Promise.all(
      upload.cids.map(async (cid) => dirname(await blockFile(directory, cid))),
    );
    // Under the names they had while they waited: a file that is not whole never stands among the blocks.
    expect(synced.filter((path) => waiting.includes(path)).toSorted()).toEqual(waiting.toSorted());
    for (const folder of [...folders, join(directory, 'blocks'), join(directory, 'pins')]) {
      expect(synced.filter((path) => path === folder)).toHaveLength(1);
      expect(synced.indexOf(folder)).toBeGreaterThan(
        Math.max(...waiting.map((path) => synced.indexOf(path))),
      );
    }
    expect(synced.at(-1)).toBe(join(directory, 'pins'));
  });

  it('take the place of a block that is damaged in the store', async () => {
    const { storage, directory } = await openStore();
    const upload = await stagedFile(join(directory, 'uploads'), 3);
    const [, leaf] = upload.cids;
    if (leaf === undefined) throw new Error('the file has leaves');
    await storage.putBlock(leaf, upload.bytes.subarray(0, CHUNK_BYTES));
    await writeFile(await blockFile(directory, leaf), 'damaged');
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    expect((await collect(storage.getFile(upload.root))).equals(upload.bytes)).toBe(true);
  });

  it.skipIf(!existsSync(otherDisk))('on another disk (needs /dev/shm) are copied', async () => {
    const { storage, directory } = await openStore();
    const elsewhere = await mkdtemp(join(otherDisk, 'atoll-staged-'));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    expect((await stat(elsewhere)).dev).not.toBe((await stat(directory)).dev);
    const upload = await stagedFile(elsewhere, 4);
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    expect((await collect(storage.getFile(upload.root))).equals(upload.bytes)).toBe(true);
    expect(await readdir(join(directory, 'writing'))).toEqual([]);
  });

  it('that two roots share are taken once', async () => {
    const { storage, directory } = await openStore();
    const upload = await stagedFile(join(directory, 'uploads'), 5);
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    expect(await blockCount(directory)).toBe(upload.cids.length);
  });

  it('of which one is lost are not pinned', async () => {
    const { storage, directory } = await openStore();
    const upload = await stagedFile(join(directory, 'uploads'), 6);
    const [lost = ''] = await readdir(fileOf(upload, '.'));
    await rm(fileOf(upload, lost));
    await rejection(storage.pinStaged(upload.root, upload.staged, upload.cids), 'storage_unavailable');
    expect(await gather(storage.listPins())).toEqual([]);
    expect(await readdir(join(directory, 'writing'))).toEqual([]);
  });

  it('go one by one, verified again, into a store that moves no files', async () => {
    const directory = await temporaryFolder();
    const { moveIn: _, ...local }: LocalBlocks = await openDiskBlocks(directory);
    const storage = createStorage({ local, remotes: [] });
    const upload = await stagedFile(await temporaryFolder(), 7);
    const [changed = ''] = await readdir(fileOf(upload, '.'));
    const before = await readFile(fileOf(upload, changed));
    await writeFile(fileOf(upload, changed), 'changed while it waited');
    await rejection(storage.pinStaged(upload.root, upload.staged, upload.cids), 'digest_mismatch');
    expect(await gather(storage.listPins())).toEqual([]);
    expect(await readdir(join(directory, 'blocks'), { recursive: true })).not.toContain(
      join(changed.slice(-'AA.data'.length, -'.data'.length), changed),
    );
    await writeFile(fileOf(upload, changed), before);
    await storage.pinStaged(upload.root, upload.staged, upload.cids);
    const second = await openEmbeddedStorage({ directory, gateways: [] });
    expect((await collect(second.getFile(upload.root))).equals(upload.bytes)).toBe(true);
    expect((await gather(second.listPins())).map(String)).toEqual([upload.root.toString()]);
  });
});
