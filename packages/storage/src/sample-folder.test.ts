import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitFolder } from './commitment.ts';
import { collectLeaves, type FileLeaves, sampleFolder } from './sample-folder.ts';
import { patterned, rejection, temporaryFolder } from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';

const sizes = { 'a.bin': 3 * CHUNK_BYTES + 5, 'b.bin': 2 * CHUNK_BYTES, 'empty.bin': 0 };
const chunks = 6;

async function committed(): Promise<{ path: string; files: FileLeaves[] }> {
  const path = await temporaryFolder();
  for (const [index, [name, size]] of Object.entries(sizes).entries()) {
    await writeFile(join(path, name), patterned(size, index + 1));
  }
  const leaves = collectLeaves();
  const { files } = await commitFolder({ path, salt: patterned(32), onLeaf: leaves.onLeaf });
  return { path, files: files.map((file) => ({ ...file, leaves: leaves.of(file.path) })) };
}

/** Writes other bytes of the same length and puts the times back, as someone who hides a change would. */
async function tamper(path: string, position: number): Promise<void> {
  const before = await stat(path, { bigint: true });
  const bytes = patterned(sizes['a.bin'], 1);
  bytes[position] = (bytes[position] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await utimes(path, Number(before.atimeMs) / 1000, Number(before.mtimeMs) / 1000);
}

describe('sampling a folder', () => {
  it('reads as many chunks as it is asked for, and all of a folder that has no more', async () => {
    const folder = await committed();
    expect(await sampleFolder({ ...folder, samples: 2 })).toMatchObject({ files: 3, samples: 2 });
    const all = await sampleFolder({ ...folder, samples: 1000 });
    expect(all).toEqual({ files: 3, samples: chunks, bytes: sizes['a.bin'] + sizes['b.bin'] });
    expect(await sampleFolder({ ...folder, samples: 0 })).toMatchObject({ samples: 0, bytes: 0 });
  });

  it('draws every chunk, none twice, whatever the draws are', async () => {
    const folder = await committed();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: chunks }),
        fc.infiniteStream(fc.nat()),
        async (samples, draws) => {
          const random = (limit: number): number => Number(draws.next().value) % limit;
          const result = await sampleFolder({ ...folder, samples, random });
          expect(result.samples).toBe(samples);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds a change that left size and time as they were, when it draws that chunk', async () => {
    const { path, files } = await committed();
    await tamper(join(path, 'a.bin'), 2 * CHUNK_BYTES + 1);
    const untimed = files.map(({ path: name, size, leaves }) => ({ path: name, size, leaves }));
    const error = await rejection(sampleFolder({ path, files: untimed, samples: chunks }), 'dataset_changed');
    expect(error.message).toContain(`the MiB at byte ${2 * CHUNK_BYTES}`);
    const other = await sampleFolder({ path, files: untimed, samples: 1, random: () => 0 });
    expect(other.samples).toBe(1);
  });

  it('finds a file that was rewritten, resized, removed or added without reading a chunk', async () => {
    const change = [
      (path: string) => utimes(join(path, 'b.bin'), new Date(0), new Date(0)),
      (path: string) => writeFile(join(path, 'b.bin'), 'x'),
      (path: string) => rm(join(path, 'empty.bin')),
      (path: string) => writeFile(join(path, 'new.bin'), ''),
    ];
    for (const act of change) {
      const folder = await committed();
      await act(folder.path);
      await rejection(sampleFolder({ ...folder, samples: 0 }), 'dataset_changed');
    }
  });
});
