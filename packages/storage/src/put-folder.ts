import { createReadStream } from 'node:fs';
import { importer } from 'ipfs-unixfs-importer';
import type { CID } from 'multiformats/cid';
import type { Storage } from './block-source.ts';
import { listFolder } from './list-folder.ts';
import { unixfsProfile } from './unixfs-profile.ts';

/**
 * Stores a folder with everything below it as a UnixFS directory, laid out as `unixfsProfile` says. For what may be public: nothing is salted.
 *
 * @returns the directory's CID and the bytes of its files together
 * @throws PathMissing, UnsupportedEntry for links and devices; what writing a block throws
 * @example
 * const { cid } = await putFolder(storage, '/srv/atoll/samples/reef');
 */
export async function putFolder(
  storage: Pick<Storage, 'putBlock' | 'getBlock' | 'hasBlock'>,
  path: string,
): Promise<{ cid: CID; size: number }> {
  const { files } = await listFolder(path);
  let root: CID | undefined;
  const blocks: Parameters<typeof importer>[1] = {
    put: async (cid, block) => {
      const parts: Uint8Array[] = [];
      if (block instanceof Uint8Array) parts.push(block);
      else for await (const part of block) parts.push(part);
      await storage.putBlock(cid, Buffer.concat(parts));
      return cid;
    },
  };
  for await (const entry of importer(
    files.map((file) => ({ path: file.path, content: createReadStream(file.absolute) })),
    blocks,
    // One file after the other: each holds its file open.
    { ...unixfsProfile(), wrapWithDirectory: true, fileImportConcurrency: 1 },
  ))
    root = entry.cid;
  if (root === undefined) throw new Error('the importer gave no root');
  return { cid: root, size: files.reduce((sum, { size }) => sum + size, 0) };
}
