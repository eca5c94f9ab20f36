import { appendFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileDag } from './file-dag.ts';
import { CHUNK_BYTES, MAX_LINKS } from './sizes.ts';
import { collect, openStore, patterned, rejection, streamOf, temporaryFolder } from './test-support.ts';

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'layer.tar');
  await writeFile(path, bytes);
  return path;
}

describe('a file that is laid out where it lies', () => {
  it.each([
    ['empty', new Uint8Array(0)],
    ['of one byte', patterned(1)],
    ['of one chunk', patterned(CHUNK_BYTES)],
    ['of a chunk and a byte', patterned(CHUNK_BYTES + 1)],
    ['of several chunks', patterned(4 * CHUNK_BYTES + 77)],
    ['of the same chunk again and again', Buffer.alloc(3 * CHUNK_BYTES + 5)],
  ])('has the CID and the CAR that a store gives it: %s', async (_, bytes) => {
    const { storage } = await openStore();
    const { cid, size } = await storage.putFile(streamOf(bytes));
    const dag = await fileDag(await fileOf(bytes));
    expect(dag.cid.toString()).toBe(cid.toString());
    expect(dag.size).toBe(size);
    const car = await collect(dag.exportCar());
    expect(car.equals(await collect(storage.exportCar(cid)))).toBe(true);
  });

  it('has the CID that a store gives it also when its tree has two levels', { timeout: 60_000 }, async () => {
    const path = await fileOf(new Uint8Array(0));
    // All zeros, and one leaf in the CAR.
    await truncate(path, (MAX_LINKS + 3) * CHUNK_BYTES);
    const dag = await fileDag(path);
    // As `putFile` gave it for the same bytes.
    expect(dag.cid.toString()).toBe('bafybeibg4ikef2mjeptkby4d5fopgi53rqpupyqop66o74gt6rxpehctgm');
    const { storage } = await openStore();
    await storage.importCar(dag.exportCar(), { maxBytes: 4 * CHUNK_BYTES });
    const pinned = await storage.pin(dag.cid, { localOnly: true });
    // The root, the two nodes below it, the leaf.
    expect(pinned.blocks).toBe(4);
  });

  it('gives no CAR once it was written', async () => {
    const path = await fileOf(patterned(2 * CHUNK_BYTES));
    const dag = await fileDag(path);
    await appendFile(path, 'more');
    await rejection(collect(dag.exportCar()), 'dataset_changed');
  });

  it('gives no whole CAR when it is written while it is sent', async () => {
    const path = await fileOf(patterned(2 * CHUNK_BYTES));
    const dag = await fileDag(path);
    const sending = async (): Promise<void> => {
      for await (const _ of dag.exportCar()) await writeFile(path, patterned(2 * CHUNK_BYTES, 2));
    };
    await rejection(sending(), 'dataset_changed');
  });

  it('is a regular file', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'inner'));
    await rejection(fileDag(join(folder, 'inner')), 'malformed_request');
    await rejection(fileDag(join(folder, 'missing')), 'not_found');
  });
});
