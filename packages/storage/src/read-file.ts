import type { CID } from 'multiformats/cid';
import { RAW } from './digest.ts';
import { ContentTooLarge, MalformedDag } from './errors.ts';
import { decodeNode, decodeUnixfs, type ReadBlock } from './walk-dag.ts';

/** Leaves asked for ahead of the consumer: at most 4 MiB held per level of the tree. */
const READ_AHEAD = 4;
/** 1024 links a level hold 2^60 chunks in six levels; a deeper tree only costs its reader time. */
export const MAX_DEPTH = 16;

interface FileNode {
  readonly cid: CID;
  /** Bytes that this node itself holds, before those of its children. */
  readonly data: Uint8Array;
  readonly children: readonly { cid: CID; size: number }[];
  readonly size: number;
}

/** A node of a file's tree. @throws MalformedDag for a directory, and for sizes that do not go with its links */
export function decodeFile(cid: CID, bytes: Uint8Array): FileNode {
  if (cid.code === RAW) return { cid, data: bytes, children: [], size: bytes.byteLength };
  const node = decodeNode(cid, bytes);
  const unixfs = decodeUnixfs(cid, node);
  if (unixfs.type !== 'file' && unixfs.type !== 'raw') {
    throw new MalformedDag(cid.toString(), `it is a UnixFS ${unixfs.type}, not a file`);
  }
  if (unixfs.blockSizes.length !== node.Links.length) {
    throw new MalformedDag(
      cid.toString(),
      `${node.Links.length} links but ${unixfs.blockSizes.length} sizes`,
    );
  }
  const size = unixfs.fileSize();
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new MalformedDag(cid.toString(), `it claims ${size} bytes`);
  }
  const children = node.Links.map((link, index) => ({
    cid: link.Hash,
    size: Number(unixfs.blockSizes[index] ?? 0n),
  }));
  // a child without bytes adds nothing to the file; not descending keeps the walk proportional to the bytes
  return {
    cid,
    data: unixfs.data ?? new Uint8Array(0),
    children: children.filter((child) => child.size > 0),
    size: Number(size),
  };
}

/**
 * A UnixFS file's bytes in order, from `offset` on; blocks that lie wholly before it are not read. Sizes that nodes claim are checked against what their children hold, so a root cannot
 * promise little and deliver much.
 *
 * @throws {@link ContentTooLarge} before the first byte, {@link MalformedDag} for anything that is not a consistent file
 */
export async function* readFile(
  read: ReadBlock,
  root: CID,
  options: {
    maxBytes?: number | undefined;
    offset?: number | undefined;
    signal?: AbortSignal | undefined;
  },
): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  try {
    const file = decodeFile(root, await read(root, signal));
    if (options.maxBytes !== undefined && file.size > options.maxBytes) {
      throw new ContentTooLarge(`file ${root.toString()}`, options.maxBytes, file.size);
    }
    yield* readNode({ read, signal, stop, skip: options.offset ?? 0 }, file, 0);
  } finally {
    stop.abort();
  }
}

interface Reading {
  readonly read: ReadBlock;
  readonly signal: AbortSignal;
  /** Ends every read that is under way. */
  readonly stop: AbortController;
  /** Bytes that nobody wants, of those to come. */
  skip: number;
}

async function* readNode(reading: Reading, node: FileNode, depth: number): AsyncGenerator<Uint8Array> {
  if (depth > MAX_DEPTH) throw new MalformedDag(node.cid.toString(), `the tree is deeper than ${MAX_DEPTH}`);
  const unwanted = Math.min(reading.skip, node.data.byteLength);
  reading.skip -= unwanted;
  if (node.data.byteLength > unwanted) yield node.data.subarray(unwanted);
  const wanted = wantedOf(reading, node);
  const ahead: Promise<Uint8Array>[] = [];
  let started = 0;
  try {
    for (const child of wanted) {
      for (const next of wanted.slice(started, started + READ_AHEAD - ahead.length)) {
        const bytes = reading.read(next.cid, reading.signal);
        // handled here too, so that a read-ahead that fails before its turn is no unhandled rejection; its turn rethrows it
        bytes.catch(() => undefined);
        ahead.push(bytes);
        started++;
      }
      const bytes = await ahead.shift();
      if (bytes === undefined) throw new MalformedDag(node.cid.toString(), 'a child was not read');
      const file = decodeFile(child.cid, bytes);
      if (file.size !== child.size) {
        throw new MalformedDag(
          node.cid.toString(),
          `child ${child.cid.toString()} has ${file.size} bytes, not ${child.size}`,
        );
      }
      yield* readNode(reading, file, depth + 1);
    }
  } finally {
    // only a reader that leaves early leaves reads behind: it shall not wait for a slow gateway
    if (ahead.length > 0) reading.stop.abort();
    await Promise.allSettled(ahead);
  }
}

/** The children of a node without those that lie wholly before the offset. */
function wantedOf(reading: Reading, node: FileNode): FileNode['children'] {
  let first = 0;
  for (const child of node.children) {
    if (child.size > reading.skip) break;
    reading.skip -= child.size;
    first++;
  }
  return first === 0 ? node.children : node.children.slice(first);
}
