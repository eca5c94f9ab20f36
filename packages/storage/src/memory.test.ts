import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFolder } from './commitment.ts';
import { openStore, temporaryFolder } from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';

const SIZE = 512 * CHUNK_BYTES;
/** What reading and writing one MiB at a time needs, with room for what the collector has not yet taken away. */
const BOUND = 160 * CHUNK_BYTES;

/** By how much the resident set grew at most while the work ran. */
async function growth(work: (look: () => void) => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  await work(() => {
    most = Math.max(most, process.memoryUsage.rss());
  });
  return most - before;
}

describe('half a gigabyte', () => {
  it('is stored and read back in memory that does not grow with it', { timeout: 120_000 }, async () => {
    const { storage } = await openStore();
    const grew = await growth(async (look) => {
      async function* generated(): AsyncGenerator<Uint8Array> {
        for (let index = 0; index < SIZE / CHUNK_BYTES; index++) {
          look();
          yield Buffer.alloc(CHUNK_BYTES, index % 8);
        }
      }
      const { cid, size } = await storage.putFile(generated());
      expect(size).toBe(SIZE);
      let read = 0;
      for await (const part of storage.getFile(cid)) {
        read += part.byteLength;
        look();
      }
      expect(read).toBe(SIZE);
    });
    expect(grew).toBeLessThan(BOUND);
  });

  it('is committed to in memory that does not grow with it', { timeout: 60_000 }, async () => {
    const folder = join(await temporaryFolder(), 'data');
    await mkdir(folder);
    const file = await open(join(folder, 'sparse.bin'), 'wx');
    await file.truncate(SIZE);
    await file.close();
    const grew = await growth(async (look) => {
      const { bytes } = await commitFolder({ path: folder, salt: new Uint8Array(32), onLeaf: look });
      expect(bytes).toBe(SIZE);
    });
    expect(grew).toBeLessThan(BOUND / 4);
  });
});
