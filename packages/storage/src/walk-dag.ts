import { decode, type PBNode } from '@ipld/dag-pb';
import { UnixFS } from 'ipfs-unixfs';
import type { CID } from 'multiformats/cid';
import { DAG_PB } from './digest.ts';
import { MalformedDag } from './errors.ts';

/** Gives one verified block. */
export type ReadBlock = (cid: CID, signal: AbortSignal) => Promise<Uint8Array>;

/** How much of a DAG is meant, as in the trustless gateway's `dag-scope`. */
export type DagScope = 'all' | 'entity' | 'block';

/** Blocks asked for ahead of the one that is given out: hides a gateway's latency, bounds memory to this many blocks. */
const READ_AHEAD = 8;

export function decodeNode(cid: CID, bytes: Uint8Array): PBNode {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new MalformedDag(cid.toString(), 'the block is not dag-pb', cause);
  }
}

export function decodeUnixfs(cid: CID, node: PBNode): UnixFS {
  if (node.Data === undefined) throw new MalformedDag(cid.toString(), 'the node has no UnixFS data');
  try {
    return UnixFS.unmarshal(node.Data);
  } catch (cause) {
    throw new MalformedDag(cid.toString(), 'the node is not UnixFS', cause);
  }
}

/** Everything that a block links to. @throws MalformedDag */
export function linksOf(cid: CID, bytes: Uint8Array): CID[] {
  return linksWithin('all', cid, bytes);
}

/** Links of a block that belong to the scope: of a directory, `entity` takes its own shards and none of its entries. */
function linksWithin(scope: DagScope, cid: CID, bytes: Uint8Array): CID[] {
  if (scope === 'block' || cid.code !== DAG_PB) return [];
  const node = decodeNode(cid, bytes);
  if (scope === 'all') return node.Links.map((link) => link.Hash);
  const unixfs = decodeUnixfs(cid, node);
  if (unixfs.type === 'hamt-sharded-directory') {
    const prefix = ((unixfs.fanout ?? 256n) - 1n).toString(16).length;
    return node.Links.filter((link) => link.Name?.length === prefix).map((link) => link.Hash);
  }
  return unixfs.isDirectory() ? [] : node.Links.map((link) => link.Hash);
}

/**
 * What is below a root, depth first in the order of links, each CID once. Memory grows with the number of CIDs by one key each; a graph that
 * repeats a part is walked once.
 *
 * @param look what there is to know of one CID; it is asked ahead of its turn
 */
export async function* walkLinks<T extends { readonly links: readonly CID[] }>(
  look: (cid: CID, signal: AbortSignal) => Promise<T>,
  root: CID,
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<{ cid: CID; found: T }> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const seen = new Set<string>();
  const stack: CID[] = [root];
  const ahead = new Map<string, Promise<T>>();
  const start = (cid: CID): Promise<T> => {
    const looking = look(cid, signal);
    // handled here too, so that a look ahead that fails before its turn is no unhandled rejection; its turn rethrows it
    looking.catch(() => undefined);
    return looking;
  };
  try {
    for (let cid = stack.pop(); cid !== undefined; cid = stack.pop()) {
      const key = cid.toString();
      if (seen.has(key)) continue;
      seen.add(key);
      const looking = ahead.get(key) ?? start(cid);
      ahead.delete(key);
      for (let index = stack.length - 1; index >= 0 && ahead.size < READ_AHEAD; index--) {
        const next = stack[index];
        if (next === undefined || stack.length - index > READ_AHEAD) break;
        const nextKey = next.toString();
        if (!seen.has(nextKey) && !ahead.has(nextKey)) ahead.set(nextKey, start(next));
      }
      const found = await looking;
      stack.push(...found.links.toReversed());
      yield { cid, found };
    }
  } finally {
    stop.abort();
    await Promise.allSettled(ahead.values());
  }
}

/** The blocks of a DAG in the order that a CAR with `order=dfs; dups=n` wants; see {@link walkLinks}. */
export async function* walkDag(
  read: ReadBlock,
  root: CID,
  options: { signal?: AbortSignal | undefined; scope?: DagScope } = {},
): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  const { scope = 'all' } = options;
  const look = async (cid: CID, signal: AbortSignal) => {
    const bytes = await read(cid, signal);
    return { bytes, links: linksWithin(scope, cid, bytes) };
  };
  for await (const { cid, found } of walkLinks(look, root, options)) yield { cid, bytes: found.bytes };
}
