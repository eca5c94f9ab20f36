import { randomUUID } from 'node:crypto';
import { copyFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode, intoFolder, syncPath } from './on-disk.ts';
import { several } from './several.ts';

interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves files into folders below `into`, and resolves when all of them would survive a power cut. Each file is on disk before it
 * gets its new name, so that a crash leaves it whole or not at all; each folder is synced once, however many files it took.
 *
 * @param writing where files may lie unfinished, on the disk of `into`
 */
export async function moveIn(into: string, writing: string, files: readonly Move[]): Promise<void> {
  const folders = new Set([into]);
  await several(files, async (file) => {
    await syncPath(file.from);
    await intoFolder(dirname(file.to), () => move(file, writing));
    folders.add(dirname(file.to));
  });
  await several(folders, syncPath);
}

async function move({ from, to }: Move, writing: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    if (!hasCode(cause, 'EXDEV')) throw cause;
    // It lies on another disk: it is copied to this one first, so that it appears in its place whole as well.
    const copy = join(writing, randomUUID());
    await copyFile(from, copy);
    await syncPath(copy);
    await rename(copy, to);
  }
}
