import type { Storage } from './block-source.ts';
import { assertSupportedCid, RAW } from './digest.ts';
import { ContentTooLarge, UnsupportedCid } from './errors.ts';
import { type BlockSources, readBlock } from './read-block.ts';
import { MAX_DOCUMENT_BYTES } from './sizes.ts';
import { rawCidOf, verifyBlock } from './verify-block.ts';

/** Most of what a store could load is about what has several blocks: it comes with the first of those. */
const dags = () => import('./dags.ts');

/** {@link Storage} over any place that keeps blocks and any others that may have them. */
export function createStorage(sources: BlockSources): Storage {
  const { local } = sources;
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

    async *getFile(cid, options = {}) {
      yield* (await dags()).getFile(sources, cid, options);
    },

    async hasBlock(cid) {
      assertSupportedCid(cid);
      return local.has(cid);
    },

    async putBlock(cid, bytes) {
      await local.write(cid, verifyBlock(cid, bytes, { from: 'caller' }));
    },

    pin: async (root, options = {}) => (await dags()).pin(sources, root, options),
    pinStaged: async (root, staged, cids) => (await dags()).pinStaged(sources, root, staged, cids),
    unpin: (root) => local.removePin(root),
    listPins: () => local.listPins(),

    async *exportCar(root, options = {}) {
      yield* (await dags()).exportCar(sources, root, options);
    },

    importCar: async (source, options) => (await dags()).importCar(sources, source, options),

    close: () => local.close(),
  };
}
