import { constants, type BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FileChanged } from './commitment-errors.ts';
import { type ListedFile, stampOf } from './list-folder.ts';
import { CHUNK_BYTES } from './sizes.ts';

/** Opens a file that was listed; a link put in its place since then is not followed. */
export async function openListed(file: ListedFile): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(file.absolute, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw new FileChanged(file.path, 'it cannot be opened any more', cause);
  }
  try {
    assertSame(file, await handle.stat({ bigint: true }));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws {@link FileChanged} when the file is not the one that was listed, or was written since */
export function assertSame(file: ListedFile, stats: BigIntStats): void {
  if (stampOf(stats) !== file.stamp) throw new FileChanged(file.path, 'it was written while it was read');
}

/**
 * A file's bytes in chunks of 1 MiB. Two buffers take turns: while one is hashed the next read is under way, so a chunk
 * is valid only until the next one is asked for. An empty file gives one empty chunk, as the importer does.
 *
 * @throws {@link FileChanged} when size, time or identity differ from the listing, before or after
 */
export async function* readLeaves(file: ListedFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await openListed(file);
  try {
    if (file.size === 0) yield new Uint8Array(0);
    const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, file.size)));
    const start = (position: number, turn: number): Promise<Uint8Array> | undefined => {
      const buffer = buffers[turn];
      if (position >= file.size || buffer === undefined) return undefined;
      return readExactly(
        handle,
        buffer.subarray(0, Math.min(CHUNK_BYTES, file.size - position)),
        position,
        file,
      );
    };
    let turn = 0;
    let next = start(0, turn);
    try {
      for (let position = 0; next !== undefined; position += CHUNK_BYTES) {
        signal?.throwIfAborted();
        const chunk = await next;
        turn = 1 - turn;
        next = start(position + CHUNK_BYTES, turn);
        yield chunk;
      }
    } finally {
      // the handle is closed only after the read that is still under way
      await Promise.allSettled([next]);
    }
    assertSame(file, await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

/** Fills the buffer from a position; a file that ends early has changed. */
export async function readExactly(
  handle: FileHandle,
  buffer: Uint8Array,
  position: number,
  file: { path: string },
): Promise<Uint8Array> {
  let filled = 0;
  while (filled < buffer.byteLength) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled, position + filled);
    if (bytesRead === 0) throw new FileChanged(file.path, 'it became shorter while it was read');
    filled += bytesRead;
  }
  return buffer;
}
