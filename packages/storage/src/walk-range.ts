import type { CID } from 'multiformats/cid';
import { RAW } from './digest.ts';
import { MalformedDag } from './errors.ts';
import { decodeFile, MAX_DEPTH } from './read-file.ts';
import type { ReadBlock } from './walk-dag.ts';

/** Nodes that hold links and are looked at for one range: 4 GiB in chunks of 256 KiB have 95. */
const mostNodes = 100_000;

/**
 * The blocks of a file that verify some of its bytes, depth first, each once: the nodes above them and the leaves that hold them.
 * @param range bytes within the file, both ends included
 * @throws MalformedDag for what is no consistent file, or has more nodes than {@link mostNodes}; what reading a block throws
 */
export async function* walkRange(
  read: ReadBlock,
  root: CID,
  range: { from: number; to: number },
  signal: AbortSignal,
): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  const seen = new Set<string>();
  const stack: { cid: CID; at: number; depth: number; size: number | undefined }[] = [
    { cid: root, at: 0, depth: 0, size: undefined },
  ];
  let nodes = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { cid, at, depth, size } = next;
    if (depth > MAX_DEPTH) throw new MalformedDag(root.toString(), `the tree is deeper than ${MAX_DEPTH}`);
    const key = cid.toString();
    const known = seen.has(key);
    // The same leaf may stand in several places, a node with links leads to others from each of them.
    if (known && cid.code === RAW) continue;
    const bytes = await read(cid, signal);
    const file = decodeFile(cid, bytes);
    if (size !== undefined && file.size !== size) {
      throw new MalformedDag(cid.toString(), `it has ${file.size} bytes, not ${size}`);
    }
    if (!known) yield { cid, bytes };
    seen.add(key);
    if (cid.code !== RAW && ++nodes > mostNodes) {
      throw new MalformedDag(root.toString(), `it has more than ${mostNodes} nodes`);
    }
    let start = at + file.data.byteLength;
    const wanted: typeof stack = [];
    for (const child of file.children) {
      if (start > range.to) break;
      if (start + child.size > range.from) {
        wanted.push({ cid: child.cid, at: start, depth: depth + 1, size: child.size });
      }
      start += child.size;
    }
    stack.push(...wanted.reverse());
  }
}
