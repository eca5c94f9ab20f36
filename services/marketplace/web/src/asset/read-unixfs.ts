import { decode } from '@ipld/dag-pb';
import type { Cid } from '@atoll/schemas/ids';
import { AtollError } from '@atoll/schemas/error';
import { UnixFS } from 'ipfs-unixfs';

/** A file of a folder on IPFS. */
export interface ReadFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** More than a browser should take up to show a few rows. */
export class SampleTooLarge extends AtollError {
  constructor(what: string) {
    super({
      code: 'payload_too_large',
      message: `the sample ${what}, which is more than this page opens`,
      hint: 'fetch it by its CID with any IPFS client',
    });
  }
}

const limits = { bytes: 16 << 20, blocks: 400, depth: 16 };
const rawPrefix = 'bafkrei';

/**
 * Every file below a UnixFS root, block by block; each block has passed `read`, which verifies it.
 *
 * @throws SampleTooLarge above 16 MiB, 400 blocks or 16 folders within each other
 */
export async function readUnixfs(root: Cid, read: (cid: Cid) => Promise<Uint8Array>): Promise<ReadFile[]> {
  const taken = { bytes: 0, blocks: 0 };
  const files: ReadFile[] = [];
  const take = async (cid: Cid): Promise<Uint8Array> => {
    taken.blocks += 1;
    if (taken.blocks > limits.blocks) throw new SampleTooLarge(`has more than ${limits.blocks} blocks`);
    const bytes = await read(cid);
    taken.bytes += bytes.byteLength;
    if (taken.bytes > limits.bytes) throw new SampleTooLarge('has more than 16 MiB');
    return bytes;
  };
  const leaves = async (cid: Cid, bytes: Uint8Array, depth: number): Promise<Uint8Array[]> => {
    if (depth > limits.depth) throw new SampleTooLarge('is nested too deeply');
    if (cid.startsWith(rawPrefix)) return [bytes];
    const node = decode(bytes);
    const own = node.Data === undefined ? undefined : UnixFS.unmarshal(node.Data).data;
    const parts: Uint8Array[] = own === undefined ? [] : [own];
    for (const { Hash } of node.Links) {
      const child = Hash.toString();
      parts.push(...(await leaves(child, await take(child), depth + 1)));
    }
    return parts;
  };
  const walk = async (cid: Cid, path: string, depth: number): Promise<void> => {
    if (depth > limits.depth) throw new SampleTooLarge('is nested too deeply');
    const bytes = await take(cid);
    const node = cid.startsWith(rawPrefix) ? undefined : decode(bytes);
    const isFolder = node?.Data !== undefined && UnixFS.unmarshal(node.Data).isDirectory();
    if (!isFolder) {
      files.push({ path, bytes: joined(await leaves(cid, bytes, depth)) });
      return;
    }
    for (const { Name, Hash } of node.Links) {
      await walk(Hash.toString(), path === '' ? (Name ?? '') : `${path}/${Name ?? ''}`, depth + 1);
    }
  };
  await walk(root, '', 0);
  return files;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
