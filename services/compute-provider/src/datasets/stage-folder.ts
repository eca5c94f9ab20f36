import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { PathNotAllowed } from './problems.ts';

/**
 * The real path of a folder that may be registered.
 * @throws PathNotAllowed where it is no folder, or lies outside of every root once links are resolved
 */
export async function resolveBelow(path: string, roots: readonly string[]): Promise<string> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    // Whether a path exists outside of the roots is nobody's business, so both refusals read the same.
    throw new PathNotAllowed('it is no folder below the configured data folders');
  }
  const within = roots.some(
    (root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep),
  );
  if (!within || !(await lstat(real)).isDirectory())
    throw new PathNotAllowed('it is no folder below the configured data folders');
  return real;
}

/**
 * Copies a folder to where only this provider writes, once per registration, so that a later edit of the source changes
 * nothing. File systems that can share blocks until one side writes do (reflink); elsewhere the bytes are copied. A hard link
 * would not do: an edit in place changes both names.
 *
 * Everything becomes read-only and readable by the sandbox's user. Links and devices are refused.
 *
 * @throws PathNotAllowed
 */
export async function stageFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await stageFolder(source, target);
    else if (entry.isFile()) {
      await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      await chmod(target, 0o444);
    } else throw new PathNotAllowed('it holds something that is neither a file nor a folder');
  }
  await chmod(to, 0o755);
}
