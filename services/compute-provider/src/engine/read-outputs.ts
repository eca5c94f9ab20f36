import type { Readable } from 'node:stream';
import { type Header, extract } from 'tar-stream';
import { bytesOf } from './bytes-of.ts';
import type { OutputEntry } from './engine.ts';
import { OutputNameInvalid, OutputTooLarge } from './errors.ts';

const maxPathBytes = 1024;

/**
 * Reads a tar of an outputs folder without trusting it: entries are counted, sizes are summed from the headers before their
 * bytes are read, and names must stay inside the folder. The folder itself is left out.
 *
 * Each entry's content has to be read before the next entry is asked for; what is left unread is skipped.
 *
 * @throws OutputTooLarge, OutputNameInvalid
 */
export async function* readOutputs(
  tar: Readable,
  options: { folder: string; maxEntries: number; maxBytes: number },
): AsyncIterable<OutputEntry> {
  const entries = extract();
  tar.on('error', (error) => entries.destroy(error));
  tar.pipe(entries);
  let count = 0;
  let bytes = 0;
  try {
    for await (const entry of entries) {
      const { header } = entry;
      const path = pathInside(header.name, options.folder);
      if (path !== undefined) {
        count += 1;
        bytes += header.size ?? 0;
        if (count > options.maxEntries) throw new OutputTooLarge('entries', options.maxEntries);
        if (bytes > options.maxBytes) throw new OutputTooLarge('bytes', options.maxBytes);
        const type = typeOf(header);
        yield { path, type, size: type === 'file' ? (header.size ?? 0) : 0, content: bytesOf(entry) };
      }
      entry.resume();
    }
  } finally {
    tar.destroy();
    entries.destroy();
  }
}

/** The path relative to the folder; undefined for the folder itself. */
function pathInside(name: string, folder: string): string | undefined {
  const [first, ...parts] = name.replace(/\/$/, '').split('/');
  if (first !== folder) throw new OutputNameInvalid();
  if (parts.length === 0) return undefined;
  const path = parts.join('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'));
  if (bad || Buffer.byteLength(path) > maxPathBytes) throw new OutputNameInvalid();
  return path;
}

/** A hard link is `other`: its bytes are those of a file that was listed before, under another name. */
function typeOf(header: Header): OutputEntry['type'] {
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      return 'file';
    case 'directory':
      return 'directory';
    case 'symlink':
      return 'symlink';
    case undefined:
    case null:
    default:
      return 'other';
  }
}
