import { unixfs } from '@helia/unixfs';
import type { CID } from 'multiformats/cid';
import { joinBytes } from './bytes.ts';
import { ContentTooLarge } from './errors.ts';
import { type BlockSources, readBlock } from './read-block.ts';
import { unixfsProfile } from './unixfs-profile.ts';
import { verifyBlock } from './verify-block.ts';

/** Lays bytes out as a file and keeps its blocks here. @throws ContentTooLarge */
export async function putFile(
  sources: BlockSources,
  source: AsyncIterable<Uint8Array>,
  options: { maxBytes?: number; signal?: AbortSignal },
): Promise<{ cid: CID; size: number }> {
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      options.signal?.throwIfAborted();
      size += part.byteLength;
      if (options.maxBytes !== undefined && size > options.maxBytes) {
        throw new ContentTooLarge('the file', options.maxBytes);
      }
      yield part;
    }
  }
  const blockstore: Parameters<typeof unixfs>[0]['blockstore'] = {
    async put(cid, value) {
      // the importer computed the CID from these very bytes; verifying catches a value that is no single buffer as well
      const bytes = value instanceof Uint8Array ? value : await collect(value);
      await sources.local.write(cid, verifyBlock(cid, bytes, { from: 'caller' }));
      return cid;
    },
    async *get(cid) {
      yield await readBlock(sources, cid, { localOnly: true });
    },
    has: (cid) => sources.local.has(cid),
  };
  const cid = await unixfs({ blockstore }).addByteStream(counted(), unixfsProfile());
  return { cid, size };
}

async function collect(parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return joinBytes(all);
}
