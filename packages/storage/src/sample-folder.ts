import { randomInt } from 'node:crypto';
import { FileChanged } from './commitment-errors.ts';
import { listFolder, type ListedFile } from './list-folder.ts';
import { openListed, readExactly } from './read-leaves.ts';
import { CHUNK_BYTES } from './sizes.ts';
import { sha256 } from './verify-block.ts';

const DIGEST_BYTES = 32;

/** What a provider keeps of each file since its commitment: 32 bytes for each MiB. */
export interface FileLeaves {
  readonly path: string;
  readonly size: number;
  /** sha2-256 of each chunk of 1 MiB in order, one after the other: 32 bytes each. An empty file has one. */
  readonly leaves: Uint8Array;
  /** Compared where given; nanoseconds since 1970. */
  readonly modifiedNs?: bigint;
}

/**
 * Collects what `onLeaf` of `commitFolder` hands out, packed as {@link FileLeaves} wants it.
 *
 * @example
 * const leaves = collectLeaves();
 * const { files } = await commitFolder({ path, salt, onLeaf: leaves.onLeaf });
 * const kept = files.map((file) => ({ ...file, leaves: leaves.of(file.path) }));
 */
export function collectLeaves(): {
  onLeaf: (path: string, index: number, digest: Uint8Array) => void;
  of: (path: string) => Uint8Array;
} {
  const byPath = new Map<string, Uint8Array[]>();
  return {
    onLeaf(path, _index, digest) {
      const digests = byPath.get(path);
      if (digests === undefined) byPath.set(path, [digest]);
      else digests.push(digest);
    },
    of: (path) => Buffer.concat(byPath.get(path) ?? []),
  };
}

export interface SampleFolderParameters {
  readonly path: string;
  readonly files: readonly FileLeaves[];
  /** How many chunks to read and hash, drawn without repetition; all of them when the folder has no more. */
  readonly samples: number;
  /** A whole number from 0 to below `limit`; the default is drawn from the system's randomness, so a tamperer cannot foresee it. */
  readonly random?: (limit: number) => number;
  readonly signal?: AbortSignal;
}

/**
 * The quick check before a run: the folder has exactly the files of the commitment with their sizes (and times where given),
 * and chunks drawn at random hash to what was committed to. A change of a share `p` of the chunks goes unseen with
 * probability `(1 - p) ^ samples`.
 *
 * @returns how many chunks and bytes were read, for the receipt
 * @throws {@link FileChanged} naming the file, and what {@link listFolder} throws
 */
export async function sampleFolder(
  parameters: SampleFolderParameters,
): Promise<{ files: number; samples: number; bytes: number }> {
  const { path, files } = parameters;
  const listed = matchListing(files, (await listFolder(path)).files);
  const chunks = drawChunks(files, parameters.samples, parameters.random ?? randomInt);
  let bytes = 0;
  for (const [name, indexes] of chunks) {
    const file = listed.get(name);
    if (file === undefined) throw new FileChanged(name, 'it is gone');
    bytes += await checkChunks(file.listed, file.leaves, indexes, parameters.signal);
  }
  return {
    files: files.length,
    samples: [...chunks.values()].reduce((sum, { length }) => sum + length, 0),
    bytes,
  };
}

function matchListing(
  files: readonly FileLeaves[],
  found: readonly ListedFile[],
): Map<string, { listed: ListedFile; leaves: Uint8Array }> {
  const remaining = new Map(found.map((file) => [file.path, file]));
  const matched = new Map<string, { listed: ListedFile; leaves: Uint8Array }>();
  for (const { path, size, modifiedNs, leaves } of files) {
    const listed = remaining.get(path);
    if (listed === undefined) throw new FileChanged(path, 'it is gone');
    if (listed.size !== size) throw new FileChanged(path, `it has ${listed.size} bytes, not ${size}`);
    if (modifiedNs !== undefined && listed.modifiedNs !== modifiedNs) {
      throw new FileChanged(path, 'it was written since the commitment');
    }
    remaining.delete(path);
    matched.set(path, { listed, leaves });
  }
  for (const added of remaining.keys()) throw new FileChanged(added, 'it was added');
  return matched;
}

/** Draws chunks evenly over the whole folder, so that a large file is looked at as often as its size warrants. */
function drawChunks(
  files: readonly FileLeaves[],
  samples: number,
  random: (limit: number) => number,
): Map<string, number[]> {
  const counts = files.map((file) => Math.ceil(file.size / CHUNK_BYTES));
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Floyd's algorithm: `wanted` distinct numbers below `total` in as many draws
  const wanted = Math.min(samples, total);
  const drawn = new Set<number>();
  for (let limit = total - wanted; limit < total; limit++) {
    const number = random(limit + 1);
    drawn.add(drawn.has(number) ? limit : number);
  }
  const sorted = [...drawn].sort((a, b) => a - b);
  const chunks = new Map<string, number[]>();
  let before = 0;
  let next = 0;
  for (const [index, file] of files.entries()) {
    const end = before + (counts[index] ?? 0);
    const own: number[] = [];
    for (let number = sorted[next]; number !== undefined && number < end; number = sorted[next]) {
      own.push(number - before);
      next += 1;
    }
    if (own.length > 0) chunks.set(file.path, own);
    before = end;
  }
  return chunks;
}

async function checkChunks(
  file: ListedFile,
  leaves: Uint8Array,
  indexes: readonly number[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const handle = await openListed(file);
  let read = 0;
  try {
    for (const index of indexes) {
      signal?.throwIfAborted();
      const position = index * CHUNK_BYTES;
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, file.size - position));
      const digest = sha256(await readExactly(handle, buffer, position, file));
      const expected = leaves.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
      if (Buffer.compare(digest, expected) !== 0) {
        throw new FileChanged(file.path, `the MiB at byte ${position} is not what was committed to`);
      }
      read += buffer.byteLength;
    }
  } finally {
    await handle.close();
  }
  return read;
}
