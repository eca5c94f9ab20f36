import { open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath } from './on-disk.ts';
import { several } from './several.ts';

/**
 * Gives a file, or a folder with all that is in it, its name and waits until the disk has both, the content and that it is there: what is
 * committed next relies on it.
 */
export async function renameSynced(from: string, to: string): Promise<void> {
  await several(await pathsOf(from), syncPath);
  await rename(from, to);
  await syncPath(dirname(to));
}

async function pathsOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const within = await readdir(path, { recursive: true });
  return [...within.map((each) => join(path, each)), path];
}

/** Writes a new file and waits until the disk has it. */
export async function writeSynced(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}
