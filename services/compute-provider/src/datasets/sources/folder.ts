import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  type FileHandle,
  lstat,
  open,
  readdir,
  readlink,
  realpath,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { PathNotAllowed } from '../problems.ts';
import { SourceUnavailable } from './problems.ts';
import { claimBytes, inStaging, type Staging, stagedPath } from './staging.ts';

const chunkBytes = 1 << 20;
const outside = (kind: 'folder' | 'file') => `it is no ${kind} below the configured data folders`;

/**
 * The real path of a folder or a file that may be registered.
 * @throws PathNotAllowed where it is none, or lies outside of every root once links are resolved
 */
export async function resolveBelow(
  path: string,
  roots: readonly string[],
  kind: 'folder' | 'file' = 'folder',
): Promise<string> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    // Whether a path exists outside of the roots is nobody's business, so both refusals read the same.
    throw new PathNotAllowed(outside(kind));
  }
  const within = roots.some(
    (root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep),
  );
  if (!within) throw new PathNotAllowed(outside(kind));
  const found = await lstat(real);
  if (!(kind === 'folder' ? found.isDirectory() : found.isFile())) throw new PathNotAllowed(outside(kind));
  return real;
}

/**
 * Copies a folder to where only this provider writes, once per registration, so that a later edit of the source changes nothing. File
 * systems that can share blocks until one side writes do (reflink); elsewhere the bytes are copied. A hard link would not do: an edit in
 * place changes both names. Links and devices are refused.
 *
 * @param from a real path, as {@link resolveBelow} gives it
 * @throws PathNotAllowed, SourceRefused
 */
export async function stageFolder(staging: Staging, from: string, prefix = ''): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    const source = join(from, entry.name);
    if (entry.isDirectory()) await stageFolder(staging, source, `${path}/`);
    else if (entry.isFile()) await copyIn(staging, source, path);
    else throw new PathNotAllowed('it holds something that is neither a file nor a folder');
  }
}

/** The same for one file, which becomes a folder of just it. */
export async function stageOneFile(staging: Staging, from: string): Promise<void> {
  await copyIn(staging, from, basename(from));
}

async function copyIn(staging: Staging, source: string, path: string): Promise<void> {
  const handle = await openExactly(source);
  try {
    const { size } = await handle.stat();
    claimBytes(staging, size);
    const target = await stagedPath(staging, path);
    if (!(await reflink(handle, target))) await copyBytes(staging, handle, { target, path, size });
    const staged = await stat(target);
    if (staged.size !== size)
      throw new SourceUnavailable(`${JSON.stringify(path)} was written while it was copied`);
    await chmod(target, 0o444);
  } finally {
    await handle.close();
  }
}

/** Opens the regular file that a path names, and no other: neither it nor a folder above it may have become a link since it was listed. */
async function openExactly(source: string): Promise<FileHandle> {
  const handle = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ELOOP')
        throw new PathNotAllowed('it holds something that is neither a file nor a folder');
      throw cause;
    },
  );
  try {
    const isFile = (await handle.stat()).isFile();
    const isThere = process.platform !== 'linux' || (await readlink(`/proc/self/fd/${handle.fd}`)) === source;
    if (isFile && isThere) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw new PathNotAllowed('it changed while it was read');
}

/** Shares the blocks of the opened file, where the file system can. @returns whether it could */
async function reflink(handle: FileHandle, target: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    await copyFile(
      `/proc/self/fd/${handle.fd}`,
      target,
      constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL,
    );
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    if (code === undefined || code === 'EEXIST') throw cause;
    // Another file system, or one that shares no blocks: each says so in words of its own, and copying shows whether it was that.
    await rm(target, { force: true });
    return false;
  }
}

async function copyBytes(
  staging: Staging,
  from: FileHandle,
  to: { target: string; path: string; size: number },
): Promise<void> {
  const copy = await inStaging(to.path, () => open(to.target, 'wx', 0o600));
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let position = 0; position < to.size;) {
      staging.signal.throwIfAborted();
      const { bytesRead } = await from.read(buffer, 0, Math.min(chunkBytes, to.size - position), position);
      if (bytesRead === 0) break;
      await inStaging(to.path, () => copy.writeFile(buffer.subarray(0, bytesRead)));
      position += bytesRead;
    }
  } finally {
    await copy.close();
  }
}
