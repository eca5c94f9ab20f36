import { type CID } from 'multiformats/cid';
import { type ExportOptions, type PinOptions, type ReadOptions, type Storage } from './block-source.ts';
import { assertSupportedCid, RAW } from './digest.ts';
import { ContentTooLarge, UnsupportedCid } from './errors.ts';
import { type BlockSources, readBlock } from './read-block.ts';
import { readFile } from './read-file.ts';
import { MAX_DOCUMENT_BYTES } from './sizes.ts';
import { rawCidOf, verifyBlock } from './verify-block.ts';
import { type ReadBlock, walkDag } from './walk-dag.ts';
import { walkRange } from './walk-range.ts';

/** {@link Storage} over any place that keeps blocks and any others that may have them. */
export function createStorage(sources: BlockSources): Storage {
  const { local } = sources;
  const reader =
    (options: ReadOptions & { repair?: boolean } = {}): ReadBlock =>
    (cid, signal) =>
      readBlock(sources, cid, { ...options, signal });

  return {
    async putDocument(bytes) {
      if (bytes.byteLength > MAX_DOCUMENT_BYTES) {
        throw new ContentTooLarge('the document', MAX_DOCUMENT_BYTES, bytes.byteLength);
      }
      const cid = rawCidOf(bytes);
      await local.write(cid, bytes);
      return cid;
    },

    async putFile(source, options = {}) {
      // What lays out files, and CARs below, is most of what a store would load, and most only read.
      const { putFile } = await import('./put-file.ts');
      return putFile(sources, source, options);
    },

    getBlock: (cid, options = {}) => readBlock(sources, cid, options),

    async getDocument(cid, options = {}) {
      if (cid.code !== RAW) throw new UnsupportedCid(cid.toString(), 'a document is one raw block');
      const bytes = await readBlock(sources, cid, options);
      if (bytes.byteLength > MAX_DOCUMENT_BYTES) {
        throw new ContentTooLarge(`document ${cid.toString()}`, MAX_DOCUMENT_BYTES, bytes.byteLength);
      }
      return bytes;
    },

    getFile: (cid, options = {}) => readFile(reader(options), cid, options),

    async hasBlock(cid) {
      assertSupportedCid(cid);
      return local.has(cid);
    },

    async putBlock(cid, bytes) {
      await local.write(cid, verifyBlock(cid, bytes, { from: 'caller' }));
    },

    pin: (root, options = {}) => pin(sources, reader(options), root, options),
    unpin: (root) => local.removePin(root),
    listPins: () => local.listPins(),

    async *exportCar(root, options = {}) {
      const { writeCar } = await import('./car-write.ts');
      yield* writeCar(root, carBlocks(reader(options), root, options));
    },

    async importCar(source, { maxBytes, signal }) {
      const { readCar } = await import('./car-read.ts');
      const { roots, blocks } = await readCar(source, maxBytes);
      for await (const { cid, bytes } of blocks) {
        signal?.throwIfAborted();
        await local.write(cid, bytes);
      }
      return roots;
    },

    close: () => local.close(),
  };
}

async function* carBlocks(
  read: ReadBlock,
  root: CID,
  options: ExportOptions,
): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  const { way = [], range, signal = new AbortController().signal } = options;
  yield* way;
  yield* range === undefined ? walkDag(read, root, options) : walkRange(read, root, range, signal);
}

async function pin(
  { local }: BlockSources,
  read: ReadBlock,
  root: CID,
  options: PinOptions,
): Promise<{ blocks: number; bytes: number }> {
  let blocks = 0;
  let size = 0;
  for await (const { cid, bytes } of walkDag(read, root, options)) {
    blocks += 1;
    size += bytes.byteLength;
    if (options.maxBytes !== undefined && size > options.maxBytes) {
      throw new ContentTooLarge(`the DAG at ${root.toString()}`, options.maxBytes);
    }
    options.onProgress?.({ cid, blocks, bytes: size });
  }
  await local.addPin(root);
  return { blocks, bytes: size };
}
