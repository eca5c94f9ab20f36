import { create } from 'kubo-rpc-client';
import { CID } from 'multiformats/cid';
import { describe, expect, it } from 'vitest';
import { mkdir, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { commitFolder } from './commitment.ts';
import { openKuboStorage } from './kubo.ts';
import {
  collect,
  gather,
  gatewayOf,
  httpServer,
  patterned,
  rejection,
  streamOf,
  temporaryFolder,
  text,
} from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';
import { rawCidOf, sha256 } from './verify-block.ts';

/** The part of Kubo's RPC that Atoll uses, over HTTP, so that what a node may answer can be chosen. */
async function rpcServer(
  blocks = new Map<string, Uint8Array>(),
): Promise<{ url: string; blocks: Map<string, Uint8Array> }> {
  const pins = new Set<string>();
  const key = (cid: string | null): string =>
    Buffer.from(CID.parse(cid ?? '').multihash.bytes).toString('hex');
  const failure = (message: string): Response =>
    Response.json({ Message: message, Code: 0, Type: 'error' }, { status: 500 });
  const url = await httpServer(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const arg = searchParams.get('arg');
    switch (pathname) {
      case '/api/v0/block/get':
      case '/api/v0/block/stat': {
        const bytes = blocks.get(key(arg));
        if (bytes === undefined) {
          return failure(
            searchParams.get('offline') === 'true'
              ? `block was not found locally (offline): ipld: could not find ${arg}`
              : 'context deadline exceeded',
          );
        }
        return pathname.endsWith('stat')
          ? Response.json({ Key: arg, Size: bytes.byteLength })
          : new Response(new Uint8Array(bytes));
      }
      case '/api/v0/block/put': {
        const [part] = [...(await request.formData()).values()];
        if (!(part instanceof Blob)) return failure('no block');
        const bytes = new Uint8Array(await part.arrayBuffer());
        const cid = CID.createV1(
          searchParams.get('format') === 'raw' ? 0x55 : 0x70,
          rawCidOf(bytes).multihash,
        ).toString();
        blocks.set(key(cid), bytes);
        return Response.json({ Key: cid, Size: bytes.byteLength });
      }
      case '/api/v0/pin/add':
        pins.add(arg ?? '');
        return Response.json({ Pins: [arg] });
      case '/api/v0/pin/rm':
        return pins.delete(arg ?? '')
          ? Response.json({ Pins: [arg] })
          : failure('not pinned or pinned indirectly');
      case '/api/v0/pin/ls':
        return new Response(
          [...pins].map((cid) => JSON.stringify({ Type: 'recursive', Cid: cid })).join('\n'),
        );
      default:
        return new Response('404 page not found', { status: 404 });
    }
  });
  return { url, blocks };
}

const realNode = process.env['KUBO_URL'];
describe.each([
  { name: 'an RPC server', open: async () => (await rpcServer()).url, skip: false },
  {
    name: 'a real Kubo (needs KUBO_URL)',
    open: () => Promise.resolve(realNode ?? ''),
    skip: realNode === undefined,
  },
])('storage on $name', ({ open, skip }) => {
  it.skipIf(skip)('keeps documents and files, pins them, and moves them as CAR', async () => {
    const storage = await openKuboStorage({ url: await open(), gateways: [] });
    const document = randomBytes(1000);
    const cid = await storage.putDocument(document);
    expect(Buffer.from(await storage.getDocument(cid)).equals(document)).toBe(true);
    const bytes = Buffer.concat([randomBytes(1000), patterned(2 * CHUNK_BYTES)]);
    const file = await storage.putFile(streamOf(bytes));
    expect((await collect(storage.getFile(file.cid))).equals(bytes)).toBe(true);
    expect(await storage.hasBlock(file.cid)).toBe(true);
    expect(await storage.pin(file.cid)).toMatchObject({ blocks: 4 });
    const pins = async (): Promise<string[]> => (await gather(storage.listPins())).map(String);
    expect(await pins()).toContain(file.cid.toString());
    const second = await openKuboStorage({ url: (await rpcServer()).url, gateways: [] });
    await second.importCar(storage.exportCar(file.cid), { maxBytes: 10_000_000 });
    expect((await collect(second.getFile(file.cid))).equals(bytes)).toBe(true);
    await storage.unpin(file.cid);
    await storage.unpin(file.cid);
    expect(await pins()).not.toContain(file.cid.toString());
  });

  it.skipIf(skip)('takes what is missing from a gateway and keeps it', async () => {
    const document = randomBytes(1000);
    const gateway = await gatewayOf(() => document);
    const storage = await openKuboStorage({ url: await open(), gateways: [gateway] });
    const cid = rawCidOf(document);
    expect(await storage.hasBlock(cid)).toBe(false);
    await storage.getDocument(cid);
    expect(await storage.hasBlock(cid)).toBe(true);
  });

  it.skipIf(skip)('says when nobody has a block', async () => {
    const storage = await openKuboStorage({ url: await open(), gateways: [], peerTimeoutMs: 1500 });
    const error = await rejection(storage.getDocument(rawCidOf(randomBytes(32))), 'content_unavailable');
    expect(error.retryable).toBe(true);
  });
});

describe('a Kubo node that cannot be trusted', () => {
  it('is found out when it returns other bytes', async () => {
    const { url, blocks } = await rpcServer();
    const storage = await openKuboStorage({ url, gateways: [] });
    const cid = await storage.putDocument(text('right'));
    for (const key of blocks.keys()) blocks.set(key, text('other'));
    const error = await rejection(storage.getDocument(cid), 'digest_mismatch');
    expect(error.message).toContain(url);
  });

  it('is found out when it keeps other bytes than it was given', async () => {
    const other = rawCidOf(text('other')).toString();
    const url = await httpServer((request) =>
      request.url.includes('/block/put')
        ? Response.json({ Key: other, Size: 5 })
        : Response.json({ Message: 'ipld: could not find it' }, { status: 500 }),
    );
    const storage = await openKuboStorage({ url, gateways: [] });
    await rejection(storage.putDocument(text('right')), 'storage_unavailable');
  });

  it('is refused at the start when it does not answer, or answers with an error', async () => {
    await rejection(openKuboStorage({ url: 'http://127.0.0.1:9', gateways: [] }), 'storage_unavailable');
    for (const status of [403, 404, 500]) {
      const url = await httpServer(() => new Response('page not found', { status }));
      await rejection(openKuboStorage({ url, gateways: [] }), 'storage_unavailable');
    }
  });
});

describe('a commitment, checked by a real Kubo node (needs KUBO_URL)', () => {
  it.skipIf(realNode === undefined)('is the root that Kubo gives for the same folder and salt', async () => {
    const folder = join(await temporaryFolder(), 'data');
    await mkdir(join(folder, 'sub'), { recursive: true });
    const files: Record<string, Uint8Array> = {
      'a.bin': patterned(3 * CHUNK_BYTES + 1),
      'sub/b.csv': text('x,y\n1,2\n'),
      'sub/empty': new Uint8Array(0),
    };
    for (const [path, bytes] of Object.entries(files)) await writeFile(join(folder, path), bytes);
    const salt = sha256(text('salt'));
    const client = create({ url: realNode ?? '' });
    const added = await gather(
      client.addAll(
        Object.entries({ ...files, '.salt': salt }).map(([path, content]) => ({ path, content })),
        {
          cidVersion: 1,
          rawLeaves: true,
          chunker: `size-${CHUNK_BYTES}`,
          wrapWithDirectory: true,
          onlyHash: true,
        },
      ),
    );
    const { cid } = await commitFolder({ path: folder, salt });
    expect(cid.toString()).toBe(added.at(-1)?.cid.toString());
  });
});
