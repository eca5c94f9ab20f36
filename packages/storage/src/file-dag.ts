import { importer, type ImporterOptions } from 'ipfs-unixfs-importer';
import type { CID } from 'multiformats/cid';
import { writeCar } from './car-write.ts';
import { cidOfSha256, RAW } from './digest.ts';
import { type ListedFile, listOne } from './list-folder.ts';
import { assertSame, openListed, readExactly, readLeaves } from './read-leaves.ts';
import { unixfsProfile } from './unixfs-profile.ts';
import { sha256 } from './verify-block.ts';
import { walkDag } from './walk-dag.ts';

/** A file as the blocks that it has on IPFS; see {@link fileDag}. */
export interface FileDag {
  readonly cid: CID;
  /** Bytes of the file. */
  readonly size: number;
  /**
   * The blocks as CARv1, as a store that holds the file exports it. Leaves are read from the file and not hashed again: whoever takes the CAR
   * verifies them. Throws FileChanged when the file was written since it was hashed.
   */
  exportCar(): AsyncGenerator<Uint8Array>;
}

interface Leaf {
  readonly at: number;
  readonly size: number;
}

/** Stand-in for the bytes of a leaf, which stay in the file. */
const NO_BYTES = new Uint8Array(0);

/**
 * Lays out a file of this machine as `unixfsProfile` says, without a store: only where each leaf stands in the file, and the nodes above
 * the leaves, are kept in memory.
 *
 * @throws PathMissing, UnsupportedEntry for what is no regular file, FileChanged when it is written meanwhile
 * @example
 * const dag = await fileDag('layer.tar');
 * await pinCar(ctx, { root: dag.cid.toString(), car: dag.exportCar() });
 */
export async function fileDag(path: string): Promise<FileDag> {
  const file = await listOne(path);
  const leaves = new Map<string, Leaf>();
  const nodes = new Map<string, Uint8Array>();
  const blockstore: Parameters<typeof importer>[1] = {
    put: (cid, node) => {
      if (!(node instanceof Uint8Array)) throw new TypeError('the importer gave a node in parts');
      nodes.set(cid.toString(), node);
      return cid;
    },
  };
  let root: CID | undefined;
  for await (const entry of importer([{ path: file.path, content: NO_BYTES }], blockstore, {
    ...unixfsProfile(),
    // A leaf is hashed before the next one is read into its place.
    blockWriteConcurrency: 1,
    bufferImporter: hashLeaves(file, leaves),
  }))
    root = entry.cid;
  if (root === undefined) throw new Error('the importer gave no root');
  const cid = root;
  return { cid, size: file.size, exportCar: () => carOf(cid, file, leaves, nodes) };
}

function hashLeaves(
  file: ListedFile,
  leaves: Map<string, Leaf>,
): NonNullable<ImporterOptions['bufferImporter']> {
  return async function* hashed() {
    let at = 0;
    for await (const chunk of readLeaves(file)) {
      const size = chunk.byteLength;
      const cid = cidOfSha256(RAW, sha256(chunk));
      leaves.set(cid.toString(), { at, size });
      at += size;
      yield () => Promise.resolve({ cid, size: BigInt(size), block: NO_BYTES });
    }
  };
}

async function* carOf(
  root: CID,
  file: ListedFile,
  leaves: ReadonlyMap<string, Leaf>,
  nodes: ReadonlyMap<string, Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const handle = await openListed(file);
  try {
    const read = async (cid: CID): Promise<Uint8Array> => {
      const key = cid.toString();
      const leaf = leaves.get(key);
      if (leaf !== undefined) return readExactly(handle, Buffer.allocUnsafeSlow(leaf.size), leaf.at, file);
      const node = nodes.get(key);
      if (node === undefined) throw new TypeError(`the file has no block ${key}`);
      return node;
    };
    yield* writeCar(root, walkDag(read, root));
    assertSame(file, await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}
