import { CarReader, CarWriter } from '@ipld/car';
import fc from 'fast-check';
import { AtollError } from '@atoll/schemas/error';
import { varint } from 'multiformats';
import { CID } from 'multiformats/cid';
import { create as createDigest } from 'multiformats/hashes/digest';
import { describe, expect, it } from 'vitest';
import { readCar } from './car-read.ts';
import { RAW } from './digest.ts';
import { blockCount, collect, gather, openStore, patterned, rejection, streamOf } from './test-support.ts';
import { CHUNK_BYTES, MAX_BLOCK_BYTES } from './sizes.ts';
import { rawCidOf } from './verify-block.ts';

const LIMIT = { maxBytes: 100_000_000 };

async function exported(bytes: Uint8Array): Promise<{ car: Buffer; cid: CID }> {
  const { storage } = await openStore();
  const { cid } = await storage.putFile(streamOf(bytes));
  return { car: await collect(storage.exportCar(cid)), cid };
}

/** A CAR whose blocks nobody checked. */
async function forged(blocks: { cid: CID; bytes: Uint8Array }[]): Promise<Buffer> {
  const { writer, out } = CarWriter.create(blocks.map(({ cid }) => cid));
  const all = collect(out);
  for (const block of blocks) await writer.put(block);
  await writer.close();
  return all;
}

describe('a CAR', () => {
  it('carries a file to an empty store, in whatever pieces it arrives', { timeout: 30_000 }, async () => {
    const bytes = patterned(2 * CHUNK_BYTES + 77);
    const { car, cid } = await exported(bytes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300_000 }), async (step) => {
        const { storage } = await openStore();
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < car.length; at += step) yield car.subarray(at, at + step);
        }
        const roots = await storage.importCar(pieces(), LIMIT);
        expect(roots.map(String)).toEqual([cid.toString()]);
        expect((await collect(storage.getFile(cid))).equals(bytes)).toBe(true);
      }),
      { numRuns: 5, examples: [[1_000_000_000]] },
    );
  });

  it('is read by the reader of @ipld/car: depth first, each block once', async () => {
    const chunk = patterned(CHUNK_BYTES);
    const { car, cid } = await exported(Buffer.concat([chunk, chunk, patterned(10)]));
    const reader = await CarReader.fromBytes(car);
    const order = (await gather(reader.cids())).map(String);
    expect(order).toEqual([cid, rawCidOf(chunk), rawCidOf(patterned(10))].map(String));
    expect((await reader.getRoots()).map(String)).toEqual([cid.toString()]);
  });

  it('cut off anywhere inside a section is malformed', { timeout: 30_000 }, async () => {
    const { car } = await exported(patterned(CHUNK_BYTES + 100));
    const sections = sectionEnds(car);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: car.length - 1 }), async (cut) => {
        fc.pre(!sections.includes(cut));
        const { storage } = await openStore();
        await rejection(storage.importCar(streamOf(car.subarray(0, cut)), LIMIT), 'malformed_request');
      }),
      { numRuns: 20, examples: [[0], [1], [car.length - 1], [(sections[1] ?? 0) + 1]] },
    );
  });

  it('cut off between two blocks gives what it has; pinning then tells that the DAG is incomplete', async () => {
    const { car } = await exported(patterned(CHUNK_BYTES + 100));
    const { storage } = await openStore();
    const [root] = await storage.importCar(streamOf(car.subarray(0, sectionEnds(car)[1])), LIMIT);
    if (root === undefined) throw new Error('the header names a root');
    await rejection(storage.pin(root), 'content_unavailable');
  });

  it('with a block that is not what its CID says is refused there, and the block is not kept', async () => {
    const good = { cid: rawCidOf(patterned(10)), bytes: patterned(10) };
    const bad = { cid: rawCidOf(patterned(10)), bytes: patterned(11) };
    const { storage, directory } = await openStore();
    const error = await rejection(
      storage.importCar(streamOf(await forged([good, bad])), LIMIT),
      'digest_mismatch',
    );
    expect(error.message).toContain('the CAR');
    expect(await blockCount(directory)).toBe(1);
  });

  it('with an identity-hash CID is refused', async () => {
    const bytes = new TextEncoder().encode('inline');
    const { storage } = await openStore();
    const car = await forged([{ cid: CID.createV1(RAW, createDigest(0x00, bytes)), bytes }]);
    await rejection(storage.importCar(streamOf(car), LIMIT), 'unsupported_cid');
  });

  it('with a block above 2 MiB is refused by its length, before the bytes are taken', async () => {
    const { car } = await exported(patterned(10));
    const header = car.subarray(0, sectionEnds(car)[0]);
    const claim = new Uint8Array(varint.encodingLength(2 ** 40));
    varint.encodeTo(2 ** 40, claim);
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield header;
      yield claim;
      for (; ; taken += 1_000_000) yield new Uint8Array(1_000_000);
    }
    const { storage } = await openStore();
    await rejection(storage.importCar(endless(), { maxBytes: Number.MAX_SAFE_INTEGER }), 'payload_too_large');
    expect(taken).toBe(0);
    const large = new Uint8Array(MAX_BLOCK_BYTES + 1);
    const forgery = await forged([{ cid: rawCidOf(large), bytes: large }]);
    await rejection(storage.importCar(streamOf(forgery), LIMIT), 'payload_too_large');
  });

  it('above the limit is refused while it streams', async () => {
    const { car } = await exported(patterned(3 * CHUNK_BYTES));
    const { storage } = await openStore();
    await rejection(storage.importCar(streamOf(car), { maxBytes: car.length - 1 }), 'payload_too_large');
    await expect(storage.importCar(streamOf(car), { maxBytes: car.length })).resolves.toHaveLength(1);
  });

  it('is read in pieces without room for each block, and without harm to the CIDs before', async () => {
    const bytes = patterned(5 * CHUNK_BYTES);
    const { car, cid } = await exported(bytes);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < car.length; at += 65_536) yield car.subarray(at, at + 65_536);
    }
    const { blocks } = await readCar(pieces(), car.length);
    const cids: string[] = [];
    const kept: CID[] = [];
    const rooms = new Set<ArrayBufferLike>();
    for await (const block of blocks) {
      cids.push(block.cid.toString());
      kept.push(block.cid);
      if (block.bytes.byteLength === CHUNK_BYTES) rooms.add(block.bytes.buffer);
    }
    expect(cids).toHaveLength(6);
    expect(cids[0]).toBe(cid.toString());
    expect(kept.map(({ code, multihash }) => CID.createV1(code, multihash).toString())).toEqual(cids);
    expect(rooms.size).toBe(1);
  });

  it('of arbitrary bytes ends in a typed error', async () => {
    const { car } = await exported(patterned(500));
    const { storage } = await openStore();
    const damaged = fc
      .array(fc.tuple(fc.nat({ max: car.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = Buffer.from(car);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        const error: unknown = await storage.importCar(streamOf(bytes), LIMIT).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error === undefined || error instanceof AtollError).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Where each length-prefixed section ends, the header first. */
function sectionEnds(car: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < car.length;) {
    const [length, prefix] = varint.decode(car, at);
    at += prefix + length;
    ends.push(at);
  }
  return ends;
}
