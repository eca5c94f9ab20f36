import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join, posix } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { ImageNotExportable } from './errors.ts';

/** A file of an archive, kept on disk with its sha-256. */
export interface SpooledFile {
  path: string;
  size: number;
  digest: string;
}

/**
 * Keeps an archive's files on disk, for their order says nothing: `manifest.json`, which tells what the others are, comes last.
 * Names of the archive never become names on disk. Links, by which older engines save a layer once, are followed.
 */
export async function spoolArchive(archive: Readable, folder: string): Promise<Map<string, SpooledFile>> {
  const files = new Map<string, SpooledFile>();
  const links: { name: string; target: string }[] = [];
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  try {
    for await (const entry of entries) {
      const { name, type, linkname } = entry.header;
      if (type === 'file') files.set(name, await spool(entry, name, folder));
      if (type === 'symlink') links.push({ name, target: posix.join(posix.dirname(name), linkname ?? '') });
      if (type === 'link') links.push({ name, target: linkname ?? '' });
      entry.resume();
    }
  } catch (cause) {
    if (cause instanceof ImageNotExportable) throw cause;
    throw new ImageNotExportable('it is not a tar', cause);
  } finally {
    archive.destroy();
  }
  for (const { name, target } of links) {
    const file = files.get(target);
    if (file) files.set(name, file);
  }
  return files;
}

/** Writes a stream to the folder and says how much it was and what its digest is. */
export async function spool(
  content: AsyncIterable<unknown>,
  name: string,
  folder: string,
): Promise<SpooledFile> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.byteLength;
      done(null, chunk);
    },
  });
  try {
    // What comes in pieces of 64 KiB is written a megabyte at a time.
    await pipeline(content, measure, createWriteStream(path, { highWaterMark: 1 << 20 }));
  } catch (cause) {
    throw new ImageNotExportable(`${name} could not be read`, cause);
  }
  return { path, size, digest: `sha256:${hash.digest('hex')}` };
}
