import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestedRuntime } from './attack.ts';

/** A dataset to be stolen: three hundred rows that are like no others. */
export interface AttackedDataset {
  readonly directory: string;
  readonly files: readonly string[];
  readonly rows: readonly string[];
}

const columns = ['station', 'depth', 'salt', 'light', 'warmth', 'oxygen'];

/**
 * Writes the dataset. Under runc anyone may write there by its mode, so that the mount is what keeps the algorithm from it. Under gVisor it
 * has the modes of a snapshot: release 20240729 answers "read-only file system" to an open that truncates, and truncates the file if its mode
 * lets the sandbox's user write.
 */
export async function writeDataset(directory: string, runtime: TestedRuntime): Promise<AttackedDataset> {
  const rows = Array.from({ length: 300 }, (_, row) =>
    [11, 17, 29, 41, 53, 71]
      .map((prime) => ((((row + 3) * prime * 7919) % 99_991) / 100).toFixed(2))
      .join(','),
  );
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'rows.csv');
  await writeFile(path, `${[columns.join(','), ...rows].join('\n')}\n`);
  await chmod(path, runtime === 'runc' ? 0o666 : 0o444);
  await chmod(directory, runtime === 'runc' ? 0o777 : 0o755);
  return { directory, files: ['rows.csv'], rows };
}

/** Names, contents, modes and times of a folder of files. */
export async function stateOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).sort()) {
    const path = join(directory, name);
    const { mode, mtimeMs, size } = await stat(path);
    hash.update(JSON.stringify([name, mode, mtimeMs, size])).update(await readFile(path));
  }
  return hash.digest('hex');
}
