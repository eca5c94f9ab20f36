import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from '@ipld/dag-pb';
import fc from 'fast-check';
import { UnixFS } from 'ipfs-unixfs';
import { importBytes } from 'ipfs-unixfs-importer';
import { MemoryBlockstore } from 'blockstore-core/memory';
import { CID } from 'multiformats/cid';
import { create as createDigest } from 'multiformats/hashes/digest';
import { describe, expect, it } from 'vitest';
import type { Storage } from './block-source.ts';
import { cidOfSha256, DAG_PB, RAW } from './digest.ts';
import { openEmbeddedStorage } from './embedded.ts';
import {
  blockCount,
  blockFile,
  collect,
  gather,
  gatewayOf,
  httpServer,
  openStore,
  patterned,
  rejection,
  streamOf,
  temporaryFolder,
  text,
} from './test-support.ts';
import { CHUNK_BYTES, MAX_BLOCK_BYTES, MAX_DOCUMENT_BYTES } from './sizes.ts';
import { unixfsProfile } from './unixfs-profile.ts';
import { rawCidOf, sha256 } from './verify-block.ts';

async function putNode(storage: Storage, node: Uint8Array): Promise<CID> {
  const cid = cidOfSha256(DAG_PB, sha256(node));
  await storage.putBlock(cid, node);
  return cid;
}

describe('documents', () => {
  it('are raw blocks whose digest is their sha-256, readable by a second store on the same folder', async () => {
    const { storage, directory } = await openStore();
    const document = text('{"name":"reef"}');
    const cid = await storage.putDocument(document);
    expect(cid.code).toBe(RAW);
    expect(Buffer.from(cid.multihash.digest).toString('hex')).toBe(
      createHash('sha256').update(document).digest('hex'),
    );
    const second = await openEmbeddedStorage({ directory, gateways: [] });
    expect(await second.hasBlock(cid)).toBe(true);
    expect(Buffer.from(await second.getDocument(cid))).toEqual(Buffer.from(document));
  });

  it('are refused above 1 MiB, when stored and when read', async () => {
    const { storage } = await openStore();
    await expect(storage.putDocument(new Uint8Array(MAX_DOCUMENT_BYTES))).resolves.toBeDefined();
    const large = new Uint8Array(MAX_DOCUMENT_BYTES + 1);
    await rejection(storage.putDocument(large), 'payload_too_large');
    await storage.putBlock(rawCidOf(large), large);
    await rejection(storage.getDocument(rawCidOf(large)), 'payload_too_large');
  });

  it('are raw blocks only', async () => {
    const { storage } = await openStore();
    const { cid } = await storage.putFile(streamOf(patterned(CHUNK_BYTES + 1)));
    await rejection(storage.getDocument(cid), 'unsupported_cid');
  });
});

describe('files', () => {
  it(
    'come back as they were stored, under the CID that the importer gives',
    { timeout: 30_000 },
    async () => {
      const { storage } = await openStore();
      const sizes = fc.oneof(
        fc.integer({ min: 0, max: 3 * CHUNK_BYTES }),
        fc.constantFrom(0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES),
      );
      await fc.assert(
        fc.asyncProperty(sizes, fc.integer({ min: 1, max: 200_000 }), async (size, step) => {
          const bytes = patterned(size, size + 7);
          async function* parts(): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < size; at += step) yield bytes.subarray(at, at + step);
          }
          const stored = await storage.putFile(parts());
          expect(stored.size).toBe(size);
          const expected = await importBytes(bytes, new MemoryBlockstore(), unixfsProfile());
          expect(stored.cid.toString()).toBe(expected.cid.toString());
          expect((await collect(storage.getFile(stored.cid))).equals(bytes)).toBe(true);
          const offset = Math.floor((size * (step % 1000)) / 999);
          const rest = await collect(storage.getFile(stored.cid, { offset }));
          expect(rest.equals(bytes.subarray(offset))).toBe(true);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('that are empty have the CID that every IPFS node gives them', async () => {
    const { storage } = await openStore();
    const { cid } = await storage.putFile(streamOf());
    expect(cid.toString()).toBe('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku');
  });

  it('above the limit are refused before a byte is given out, and while they are stored', async () => {
    const { storage } = await openStore();
    const bytes = patterned(CHUNK_BYTES * 2);
    const { cid } = await storage.putFile(streamOf(bytes));
    await rejection(
      storage
        .getFile(cid, { maxBytes: bytes.length - 1 })
        [Symbol.asyncIterator]()
        .next(),
      'payload_too_large',
    );
    expect((await collect(storage.getFile(cid, { maxBytes: bytes.length }))).length).toBe(bytes.length);
    await rejection(storage.putFile(streamOf(bytes), { maxBytes: bytes.length - 1 }), 'payload_too_large');
  });

  it('whose root promises fewer bytes than its children hold are refused', async () => {
    const { storage } = await openStore();
    const child = await storage.putDocument(patterned(1000));
    const unixfs = new UnixFS({ type: 'file', blockSizes: [1n] });
    const root = await putNode(
      storage,
      encode({ Data: unixfs.marshal(), Links: [{ Hash: child, Name: '', Tsize: 1 }] }),
    );
    const error = await rejection(collect(storage.getFile(root, { maxBytes: 10 })), 'unsupported_cid');
    expect(error.message).toContain('has 1000 bytes, not 1');
  });

  it('that are directories, or no UnixFS, are refused by name', async () => {
    const { storage } = await openStore();
    const folder = await putNode(
      storage,
      encode({ Data: new UnixFS({ type: 'directory' }).marshal(), Links: [] }),
    );
    expect((await rejection(collect(storage.getFile(folder)), 'unsupported_cid')).message).toContain(
      'directory',
    );
    const bare = await putNode(storage, encode({ Links: [] }));
    await rejection(collect(storage.getFile(bare)), 'unsupported_cid');
    const garbage = await putNode(storage, text('not protobuf'));
    await rejection(collect(storage.getFile(garbage)), 'unsupported_cid');
  });

  it('with a chain of nodes deeper than any real file end the read', async () => {
    const { storage } = await openStore();
    let cid = await storage.putDocument(text('x'));
    for (let depth = 0; depth < 40; depth++) {
      const unixfs = new UnixFS({ type: 'file', blockSizes: [1n] });
      cid = await putNode(
        storage,
        encode({ Data: unixfs.marshal(), Links: [{ Hash: cid, Name: '', Tsize: 1 }] }),
      );
    }
    expect((await rejection(collect(storage.getFile(cid)), 'unsupported_cid')).message).toContain('deeper');
  });
});

describe('a block damaged on disk', () => {
  it('is not given out; the error says how to repair it', async () => {
    const { storage, directory } = await openStore();
    const bytes = patterned(CHUNK_BYTES + 10);
    const { cid } = await storage.putFile(streamOf(bytes));
    const leaf = rawCidOf(bytes.subarray(0, CHUNK_BYTES));
    const path = await blockFile(directory, leaf);
    const stored = await readFile(path);
    stored[12_345] = (stored[12_345] ?? 0) ^ 1;
    await writeFile(path, stored);
    const error = await rejection(storage.getBlock(leaf), 'digest_mismatch');
    expect(error.hint).toContain('repair');
    expect(error.retryable).toBe(false);
    await rejection(collect(storage.getFile(cid)), 'digest_mismatch');
  });

  it('also when it was cut off, as by a disk that lost its tail', async () => {
    const { storage, directory } = await openStore();
    const cid = await storage.putDocument(patterned(5000));
    await truncate(await blockFile(directory, cid), 0);
    await rejection(storage.getDocument(cid), 'digest_mismatch');
  });

  it('is healed by reading with repair, and only then', async () => {
    const document = patterned(5000);
    const { storage, directory } = await openStore([await gatewayOf(() => document)]);
    const cid = await storage.putDocument(document);
    await writeFile(await blockFile(directory, cid), 'damaged');
    await rejection(storage.getDocument(cid), 'digest_mismatch');
    expect(Buffer.from(await storage.getDocument(cid, { repair: true })).equals(document)).toBe(true);
    expect(Buffer.from(await storage.getDocument(cid)).equals(document)).toBe(true);
  });

  it('is healed by pinning with repair where a gateway has it, and by putting it again', async () => {
    const document = patterned(5000);
    const { storage, directory } = await openStore([await gatewayOf(() => document)]);
    const cid = await storage.putDocument(document);
    const path = await blockFile(directory, cid);
    await writeFile(path, 'damaged');
    await rejection(storage.pin(cid), 'digest_mismatch');
    await storage.pin(cid, { repair: true });
    expect(Buffer.from(await storage.getDocument(cid)).equals(document)).toBe(true);
    await writeFile(path, 'damaged');
    await storage.putDocument(document);
    expect(Buffer.from(await storage.getDocument(cid)).equals(document)).toBe(true);
  });
});

describe('CIDs', () => {
  const digest = sha256(text('x'));
  it.each([
    ['an identity hash', CID.createV1(RAW, createDigest(0x00, text('inline')))],
    ['an identity hash as long as a digest', CID.createV1(RAW, createDigest(0x00, digest))],
    ['another hash function', CID.createV1(RAW, createDigest(0x16, digest))],
    ['a truncated digest', CID.createV1(RAW, createDigest(0x12, digest.subarray(0, 20)))],
    ['another codec', CID.createV1(0x71, createDigest(0x12, digest))],
  ])('with %s are refused by every read and write', async (_what, cid) => {
    const { storage } = await openStore();
    await rejection(storage.getBlock(cid), 'unsupported_cid');
    await rejection(storage.putBlock(cid, text('inline')), 'unsupported_cid');
    await rejection(storage.hasBlock(cid), 'unsupported_cid');
    await rejection(storage.pin(cid), 'unsupported_cid');
    await rejection(collect(storage.getFile(cid)), 'unsupported_cid');
    await rejection(collect(storage.exportCar(cid)), 'unsupported_cid');
  });

  it('that hide in a link of a good block are refused too', async () => {
    const { storage } = await openStore();
    const inline = CID.createV1(RAW, createDigest(0x00, text('inline')));
    const unixfs = new UnixFS({ type: 'file', blockSizes: [6n] });
    const root = await putNode(
      storage,
      encode({ Data: unixfs.marshal(), Links: [{ Hash: inline, Name: '', Tsize: 6 }] }),
    );
    await rejection(collect(storage.getFile(root)), 'unsupported_cid');
    await rejection(storage.pin(root), 'unsupported_cid');
  });

  it('that do not fit the bytes are refused when a block is put, so is a block above 2 MiB', async () => {
    const { storage, directory } = await openStore();
    await rejection(storage.putBlock(rawCidOf(text('a')), text('b')), 'digest_mismatch');
    const large = new Uint8Array(MAX_BLOCK_BYTES + 1);
    await rejection(storage.putBlock(rawCidOf(large), large), 'payload_too_large');
    expect(await blockCount(directory)).toBe(0);
  });
});

describe('pins', () => {
  it('bring the whole DAG here, report progress, are listed, and are forgotten', async () => {
    const origin = await openStore();
    const bytes = patterned(3 * CHUNK_BYTES);
    const { cid } = await origin.storage.putFile(streamOf(bytes));
    const serving = await httpServer(async (request) => {
      const asked = CID.parse(new URL(request.url).pathname.slice('/ipfs/'.length));
      return new Response(new Uint8Array(await origin.storage.getBlock(asked)));
    });
    const { storage } = await openStore([serving]);
    const progress: number[] = [];
    const pinned = await storage.pin(cid, { onProgress: ({ blocks }) => progress.push(blocks) });
    expect(pinned.blocks).toBe(4);
    expect(progress).toEqual([1, 2, 3, 4]);
    expect((await collect(storage.getFile(cid, { localOnly: true }))).equals(bytes)).toBe(true);
    const pins = async (): Promise<string[]> => (await gather(storage.listPins())).map(String);
    expect(await pins()).toEqual([cid.toString()]);
    await storage.unpin(cid);
    await storage.unpin(cid);
    expect(await pins()).toEqual([]);
  });

  it('stop at the limit, and do not remember a DAG that is incomplete', async () => {
    const { storage, directory } = await openStore();
    const bytes = patterned(3 * CHUNK_BYTES);
    const { cid } = await storage.putFile(streamOf(bytes));
    await rejection(storage.pin(cid, { maxBytes: 2 * CHUNK_BYTES }), 'payload_too_large');
    await rm(await blockFile(directory, rawCidOf(bytes.subarray(0, CHUNK_BYTES))));
    await rejection(storage.pin(cid), 'content_unavailable');
    expect(await gather(storage.listPins())).toEqual([]);
  });

  it('visit a subtree that repeats once: a DAG of 2^40 paths ends', async () => {
    const { storage } = await openStore();
    let cid = await storage.putDocument(text('x'));
    for (let level = 0; level < 40; level++) {
      const link = { Hash: cid, Name: '', Tsize: 1 };
      cid = await putNode(storage, encode({ Data: text(`level ${level}`), Links: [link, link] }));
    }
    expect((await storage.pin(cid)).blocks).toBe(41);
  });
});

describe('the folder', () => {
  it('is shared by stores that write the same blocks at once, leaving only whole ones', async () => {
    const directory = await temporaryFolder();
    const stores = await Promise.all([1, 2, 3].map(() => openEmbeddedStorage({ directory, gateways: [] })));
    const documents = Array.from({ length: 20 }, (_, index) => patterned(100_000, index + 1));
    await Promise.all(
      stores.flatMap((storage) => documents.map((document) => storage.putDocument(document))),
    );
    expect(await blockCount(directory)).toBe(20);
    expect(await readdir(join(directory, 'writing'))).toEqual([]);
    for (const document of documents) await stores[0]?.getDocument(rawCidOf(document));
  });

  it('loses what a crash left half-written, an hour later', async () => {
    const { directory } = await openStore();
    const old = join(directory, 'writing', 'old');
    const fresh = join(directory, 'writing', 'fresh');
    await Promise.all([writeFile(old, 'half'), writeFile(fresh, 'half')]);
    const before = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(old, before, before);
    await openEmbeddedStorage({ directory, gateways: [] });
    expect(await readdir(join(directory, 'writing'))).toEqual(['fresh']);
  });

  it('that fails is storage_unavailable, not a missing block', async () => {
    const { storage, directory } = await openStore();
    const cid = rawCidOf(text('x'));
    const path = await blockFile(directory, cid);
    await mkdir(path, { recursive: true });
    const error = await rejection(storage.getBlock(cid), 'storage_unavailable');
    expect(error.retryable).toBe(true);
    await rejection(
      openEmbeddedStorage({ directory: join(dirname(path), 'x.data/y'), gateways: [] }).then(() =>
        storage.putDocument(text('x')),
      ),
      'storage_unavailable',
    );
  });
});
