import { murmur3128 } from '@multiformats/murmur3';
import type { PBLink } from '@ipld/dag-pb';
import type { CID } from 'multiformats/cid';
import type { UnixFS } from 'ipfs-unixfs';
import { DAG_PB } from './digest.ts';
import { MalformedDag, PathNotFound } from './errors.ts';
import { decodeNode, decodeUnixfs, type ReadBlock } from './walk-dag.ts';

/** Names that a path has at most, and characters of it. */
const most = { names: 128, characters: 4_096 };
/** A HAMT of fan-out 8, the least there is, uses up the 64 bits of a hash in so many levels. */
const deepestShard = 22;

export interface ResolvedPath {
  /** Blocks that lead to the end of the path, from the root on, without the one at the end. */
  readonly way: readonly { cid: CID; bytes: Uint8Array }[];
  /** What the path ends at. */
  readonly end: CID;
  /** The root, and what each name of the path leads to. */
  readonly roots: readonly CID[];
}

/**
 * The names of a path as it stands in an address; doubled slashes count as one.
 * @throws PathNotFound for one that is too long, or is no text
 */
export function namesOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  if (path.length > most.characters || names.length > most.names) {
    throw new PathNotFound(path.slice(0, 80), 'it is too long');
  }
  return names.map((name) => {
    try {
      return decodeURIComponent(name);
    } catch (cause) {
      throw new PathNotFound(name, 'it is not percent-encoded UTF-8', cause);
    }
  });
}

/** The first 64 bits of a name's murmur3-128, which place it in a HAMT. */
async function hashOf(name: string): Promise<bigint> {
  const bytes = await murmur3128.encode(new TextEncoder().encode(name));
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
}

/** Bits of a hash that each level of a HAMT uses. @throws MalformedDag where the fan-out is no power of two from 8 to 1024 */
function bitsOf(cid: CID, unixfs: UnixFS): number {
  const bits = Math.log2(Number(unixfs.fanout ?? 0n));
  if (!Number.isInteger(bits) || bits < 3 || bits > 10) {
    throw new MalformedDag(cid.toString(), `it has a fan-out of ${unixfs.fanout ?? 0n}`);
  }
  return bits;
}

interface Walk {
  readonly read: ReadBlock;
  readonly signal: AbortSignal;
  readonly way: { cid: CID; bytes: Uint8Array }[];
}

/** Follows a name through the shards of a directory. @see https://specs.ipfs.tech/unixfs/#dag-pb-hamtdirectory */
async function findInShards(walk: Walk, root: CID, name: string): Promise<CID | undefined> {
  const hash = await hashOf(name);
  let used = 0;
  let cid = root;
  let links: readonly PBLink[] = [];
  for (let level = 0; level < deepestShard; level++) {
    const bytes = await walk.read(cid, walk.signal);
    walk.way.push({ cid, bytes });
    const node = decodeNode(cid, bytes);
    const unixfs = decodeUnixfs(cid, node);
    if (unixfs.type !== 'hamt-sharded-directory') throw new MalformedDag(cid.toString(), 'it is no shard');
    const bits = bitsOf(cid, unixfs);
    if (used + bits > 64) return undefined;
    links = node.Links;
    const place = Number((hash >> BigInt(64 - used - bits)) & BigInt((1 << bits) - 1));
    used += bits;
    const width = (2 ** bits - 1).toString(16).length;
    const prefix = place.toString(16).toUpperCase().padStart(width, '0');
    const entry = links.find((link) => link.Name === `${prefix}${name}`);
    if (entry !== undefined) return entry.Hash;
    const shard = links.find((link) => link.Name === prefix);
    if (shard === undefined) return undefined;
    cid = shard.Hash;
  }
  return undefined;
}

async function findIn(walk: Walk, cid: CID, name: string): Promise<CID | undefined> {
  if (cid.code !== DAG_PB) return undefined;
  const bytes = await walk.read(cid, walk.signal);
  const node = decodeNode(cid, bytes);
  const unixfs = decodeUnixfs(cid, node);
  if (unixfs.type === 'hamt-sharded-directory') return findInShards(walk, cid, name);
  walk.way.push({ cid, bytes });
  return unixfs.isDirectory() ? node.Links.find((link) => link.Name === name)?.Hash : undefined;
}

/**
 * Follows names from a root through UnixFS directories, plain ones and sharded ones; symbolic links are not followed.
 * @throws PathNotFound where a directory has no such name, or what is there is no directory; what reading a block throws
 */
export async function resolvePath(
  read: ReadBlock,
  root: CID,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ResolvedPath> {
  const walk: Walk = { read, signal, way: [] };
  const roots = [root];
  let end = root;
  for (const [at, name] of names.entries()) {
    const next = await findIn(walk, end, name);
    if (next === undefined) {
      throw new PathNotFound(names.slice(0, at + 1).join('/'), `${end.toString()} has no such entry`);
    }
    end = next;
    roots.push(end);
  }
  return { way: walk.way, end, roots };
}
