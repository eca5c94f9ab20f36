import { mkdir, open } from 'node:fs/promises';
import { StorageFailed } from './errors.ts';

/** Does something on a disk; what fails there is a {@link StorageFailed}, what the caller aborted stays that. */
export async function onDisk<T>(operation: string, directory: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new StorageFailed(operation, directory, cause);
  }
}

/** undefined where the file is missing; other failures stay failures. */
export async function orMissing<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw cause;
  }
}

/** Whether a failure is the system's with this code. */
export function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

/** What was written to a file, or renamed into a folder, survives a power cut only once this has resolved for it. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs what puts a file into a folder that may not be there yet: most are, so it is made only where it was missed. */
export async function intoFolder(folder: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause;
    await mkdir(folder, { recursive: true });
    await act();
  }
}
