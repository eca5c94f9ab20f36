import { type FileHandle, open, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/**
 * Notes what is synced to disk from now on, each path as it is named at that moment.
 * @returns the paths, oldest first, and what ends it
 */
export async function watchSyncs(): Promise<{ paths: readonly string[]; end: () => void }> {
  const paths: string[] = [];
  const any = await open(tmpdir());
  const prototype: Pick<FileHandle, 'sync'> = Object.getPrototypeOf(any);
  await any.close();
  const { sync } = prototype;
  prototype.sync = async function (this: FileHandle) {
    paths.push(await readlink(`/proc/self/fd/${this.fd}`));
    return sync.call(this);
  };
  return { paths, end: () => void (prototype.sync = sync) };
}
