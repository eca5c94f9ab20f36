import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileChanged, PathMissing, UnsupportedEntry } from './commitment-errors.ts';

/** Name of the file that carries the salt in a commitment's root directory. */
export const SALT_NAME = '.salt';

/** Questions to the file system under way at once; one after the other would leave it idle most of the time. */
const STATS_AT_ONCE = 32;

/** A file as it was listed; the numbers tell whether it is still the same when it has been read. */
export interface ListedFile {
  /** Relative to the folder, `/` between names. */
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
  readonly modifiedNs: bigint;
  readonly stamp: string;
}

export interface FolderListing {
  /** Sorted by path, compared byte by byte. */
  readonly files: readonly ListedFile[];
  /** Folders without entries; they are part of the DAG. */
  readonly emptyFolders: readonly string[];
}

/** Identity, size and time of last change of content, in nanoseconds. */
export function stampOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

/**
 * What a commitment covers: every regular file below a folder, or one file under its own name.
 *
 * @throws {@link PathMissing}, {@link UnsupportedEntry} for links, devices, sockets, names that UnixFS paths cannot carry, and
 * a `.salt` in the root
 */
export async function listFolder(path: string): Promise<FolderListing> {
  const stats = await statPath(path);
  const files: ListedFile[] = [];
  const emptyFolders: string[] = [];
  if (stats.isDirectory()) {
    await listInto(path, '', files, emptyFolders);
  } else {
    files.push(listFile(path, basename(path), stats));
  }
  const byPath = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return {
    files: files.sort((a, b) => byPath(a.path, b.path)),
    emptyFolders: emptyFolders.sort(byPath),
  };
}

/** One regular file. @throws {@link PathMissing}, {@link UnsupportedEntry} */
export async function listOne(path: string): Promise<ListedFile> {
  return listFile(path, basename(path), await statPath(path));
}

async function listInto(
  folder: string,
  prefix: string,
  files: ListedFile[],
  emptyFolders: string[],
): Promise<void> {
  const names = await readNames(folder);
  if (names.length === 0 && prefix !== '') emptyFolders.push(prefix.slice(0, -1));
  const entries = names.map((raw) => decodeName(raw, prefix));
  for (let at = 0; at < entries.length; at += STATS_AT_ONCE) {
    const some = entries.slice(at, at + STATS_AT_ONCE);
    const stats = await Promise.all(some.map((name) => statPath(join(folder, name))));
    for (const [index, name] of some.entries()) {
      const found = stats[index];
      const path = `${prefix}${name}`;
      if (found?.isDirectory() === true) {
        checkName(path, name);
        await listInto(join(folder, name), `${path}/`, files, emptyFolders);
      } else if (found !== undefined) {
        files.push(listFile(join(folder, name), path, found));
      }
    }
  }
}

function listFile(absolute: string, path: string, stats: BigIntStats): ListedFile {
  if (stats.isSymbolicLink()) throw new UnsupportedEntry(path, 'a symbolic link');
  if (!stats.isFile()) throw new UnsupportedEntry(path, 'not a regular file');
  checkName(path, basename(absolute));
  return { path, absolute, size: Number(stats.size), modifiedNs: stats.mtimeNs, stamp: stampOf(stats) };
}

/** The importer takes `\/` for a slash inside a name, and a path is text: such names would not mean what the disk says. */
function checkName(path: string, name: string): void {
  if (path === SALT_NAME)
    throw new UnsupportedEntry(path, `named ${SALT_NAME}, which is where the salt goes`);
  if (name.includes('\\')) throw new UnsupportedEntry(path, 'named with a backslash');
}

function decodeName(raw: Buffer, prefix: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch (cause) {
    throw new UnsupportedEntry(
      `${prefix}${raw.toString('latin1')}`,
      'named with bytes that are not UTF-8',
      cause,
    );
  }
}

async function readNames(folder: string): Promise<Buffer[]> {
  try {
    return await readdir(folder, { encoding: 'buffer' });
  } catch (cause) {
    throw new PathMissing(folder, cause);
  }
}

async function statPath(path: string): Promise<BigIntStats> {
  try {
    return await lstat(path, { bigint: true });
  } catch (cause) {
    throw new PathMissing(path, cause);
  }
}

/** Lists again and compares: a file that came, went or was written since is an error. */
export async function assertUnchanged(path: string, before: FolderListing): Promise<void> {
  const now = await listFolder(path);
  const stamps = new Map(now.files.map((file) => [file.path, file.stamp]));
  for (const file of before.files) {
    const stamp = stamps.get(file.path);
    if (stamp !== file.stamp)
      throw new FileChanged(file.path, stamp === undefined ? 'it is gone' : 'it was written');
    stamps.delete(file.path);
  }
  for (const added of stamps.keys()) throw new FileChanged(added, 'it was added');
  if (now.emptyFolders.join('\0') !== before.emptyFolders.join('\0')) {
    throw new FileChanged(path, 'a folder was added or removed');
  }
}
