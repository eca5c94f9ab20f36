import { hash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { CarReader } from '@ipld/car';
import { encode } from '@ipld/dag-pb';
import { UnixFS } from 'ipfs-unixfs';
import type { CID } from 'multiformats/cid';
import { describe, expect, it } from 'vitest';
import type { Storage } from './block-source.ts';
import { cidOfSha256, DAG_PB } from './digest.ts';
import { serveGateway } from './gateway.ts';
import {
  blockFile,
  collect,
  gatewayOf,
  gather,
  httpServer,
  openStore,
  patterned,
  streamOf,
  text,
} from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';
import { rawCidOf, sha256 } from './verify-block.ts';

async function withFile(
  size: number,
): Promise<{ storage: Storage; directory: string; cid: CID; bytes: Buffer }> {
  const { storage, directory } = await openStore();
  const bytes = patterned(size);
  const { cid } = await storage.putFile(streamOf(bytes));
  return { storage, directory, cid, bytes };
}

function get(storage: Storage, path: string, init: RequestInit = {}): Promise<Response> {
  return serveGateway(storage, new Request(`http://gateway.test${path}`, init));
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ type: `urn:atoll:problem:${code}`, status, code });
}

describe('the gateway', () => {
  it('gives a raw block with headers that let it be cached for ever and never rendered', async () => {
    const { storage, bytes, cid } = await withFile(1000);
    const response = await get(storage, `/ipfs/${cid.toString()}?format=raw`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/vnd.ipld.raw',
      'content-length': '1000',
      'cache-control': 'public, max-age=29030400, immutable',
      'content-disposition': `attachment; filename="${cid.toString()}.bin"`,
      etag: `"${cid.toString()}.raw"`,
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('gives a CAR that a verifier of its own finds complete and true', async () => {
    const { storage, bytes, cid } = await withFile(2 * CHUNK_BYTES + 5);
    const url = await httpServer((request) => serveGateway(storage, request));
    const response = await fetch(`${url}/ipfs/${cid.toString()}`, {
      headers: { accept: 'application/vnd.ipld.car; version=1; order=dfs; dups=n' },
    });
    expect(response.headers.get('content-type')).toBe(
      'application/vnd.ipld.car; version=1; order=dfs; dups=n',
    );
    const reader = await CarReader.fromBytes(new Uint8Array(await response.arrayBuffer()));
    const blocks = await gather(reader.blocks());
    expect(blocks).toHaveLength(4);
    for (const block of blocks) {
      expect(hash('sha256', block.bytes, 'hex')).toBe(
        Buffer.from(block.cid.multihash.digest).toString('hex'),
      );
    }
    expect(Buffer.concat(blocks.slice(1).map((block) => block.bytes)).equals(bytes)).toBe(true);
  });

  it('fills a second, empty store', async () => {
    const { storage, bytes, cid } = await withFile(3 * CHUNK_BYTES);
    const url = await httpServer((request) => serveGateway(storage, request));
    const second = await openStore([url]);
    expect((await collect(second.storage.getFile(cid))).equals(bytes)).toBe(true);
    const car = await fetch(`${url}/ipfs/${cid.toString()}?format=car`);
    const third = await openStore();
    if (car.body === null) throw new Error('a CAR has a body');
    await third.storage.importCar(car.body, { maxBytes: 10_000_000 });
    expect((await collect(third.storage.getFile(cid))).equals(bytes)).toBe(true);
  });

  it('answers HEAD with the headers of GET and no body, and a known tag with 304', async () => {
    const { storage, cid } = await withFile(1000);
    for (const format of ['raw', 'car']) {
      const path = `/ipfs/${cid.toString()}?format=${format}`;
      const head = await get(storage, path, { method: 'HEAD' });
      const full = await get(storage, path);
      expect(head.status).toBe(200);
      expect(head.body).toBeNull();
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(full.headers));
      await full.body?.cancel();
      const etag = full.headers.get('etag') ?? '';
      const again = await get(storage, path, { headers: { 'if-none-match': `"other", W/${etag}` } });
      expect(again.status).toBe(304);
    }
  });

  it('takes only as many blocks of a directory as the scope asks for', async () => {
    const { storage, cid } = await withFile(2 * CHUNK_BYTES);
    const link = { Hash: cid, Name: 'data', Tsize: 1 };
    const node = encode({ Data: new UnixFS({ type: 'directory' }).marshal(), Links: [link] });
    const folder = cidOfSha256(DAG_PB, sha256(node));
    await storage.putBlock(folder, node);
    const blocks = async (root: CID, scope: string): Promise<number> => {
      const response = await get(storage, `/ipfs/${root.toString()}?format=car&dag-scope=${scope}`);
      const reader = await CarReader.fromBytes(new Uint8Array(await response.arrayBuffer()));
      return (await gather(reader.cids())).length;
    };
    expect(await blocks(folder, 'all')).toBe(4);
    expect(await blocks(folder, 'entity')).toBe(1);
    expect(await blocks(cid, 'entity')).toBe(3);
    expect(await blocks(cid, 'block')).toBe(1);
  });

  it('has nothing but what is kept here, unless it is told to fetch', async () => {
    const document = text('elsewhere');
    let asked = 0;
    const elsewhere = await gatewayOf(() => {
      asked += 1;
      return document;
    });
    const { storage } = await openStore([elsewhere]);
    const path = `/ipfs/${rawCidOf(document).toString()}`;
    for (const format of ['raw', 'car']) {
      await expectProblem(await get(storage, `${path}?format=${format}`), 404, 'not_found');
      const head = await get(storage, `${path}?format=${format}`, { method: 'HEAD' });
      expect(head.status).toBe(404);
    }
    expect(asked).toBe(0);
    const request = new Request(`http://gateway.test${path}?format=raw`);
    expect((await serveGateway(storage, request, { localOnly: false })).status).toBe(200);
  });

  it.each([
    ['/ipfs/not-a-cid?format=raw', 400, 'unsupported_cid'],
    ['/ipfs/bafkqabtjnzwgs3tf?format=raw', 400, 'unsupported_cid'],
    ['/ipns/example.org?format=raw', 400, 'malformed_request'],
    ['/?format=raw', 400, 'malformed_request'],
    ['/ipfs/CID/below?format=raw', 400, 'malformed_request'],
    ['/ipfs/CID?format=car&dag-scope=most', 400, 'malformed_request'],
    ['/ipfs/CID?format=tar', 406, 'unsupported_media_type'],
    ['/ipfs/CID', 400, 'malformed_request'],
    ['/ipfs/CID?format=car&entity-bytes=1-2', 400, 'malformed_request'],
    ['/ipfs/CID?format=car&entity-bytes=*:2', 400, 'malformed_request'],
  ])('refuses %s with %i', async (path, status, code) => {
    const { storage, cid } = await withFile(10);
    await expectProblem(await get(storage, path.replace('CID', cid.toString())), status, code);
  });

  it.each([
    ['application/vnd.ipld.raw', 'raw'],
    ['text/html, application/vnd.ipld.raw;q=0.5', 'raw'],
    ['application/vnd.ipld.car', 'car'],
    ['application/vnd.ipld.car; version=1; order=unk; dups=n', 'car'],
    ['application/vnd.ipld.car; version=2', undefined],
    ['application/vnd.ipld.car; dups=y', undefined],
    ['application/vnd.ipld.car; dups=y, application/vnd.ipld.raw', 'raw'],
    ['application/vnd.ipld.raw;q=0', undefined],
    ['application/vnd.ipld.raw;q=0.1, application/vnd.ipld.car;q=0.9', 'car'],
    ['*/*', undefined],
  ])('understands Accept: %s as %s', async (accept, wanted) => {
    const { storage, cid } = await withFile(10);
    const response = await get(storage, `/ipfs/${cid.toString()}`, { headers: { accept } });
    if (wanted === undefined) return expectProblem(response, 406, 'unsupported_media_type');
    expect(response.headers.get('content-type')).toContain(`application/vnd.ipld.${wanted}`);
  });

  it('answers the probe of clients with a CAR that has the empty block as its root', async () => {
    const { storage } = await openStore();
    const response = await get(storage, '/ipfs/bafkqaaa?format=car');
    const reader = await CarReader.fromBytes(new Uint8Array(await response.arrayBuffer()));
    expect((await reader.getRoots()).map(String)).toEqual(['bafkqaaa']);
    expect(await gather(reader.cids())).toHaveLength(0);
  });

  it('answers the probe of clients with the empty block', async () => {
    const { storage } = await openStore();
    const response = await get(storage, '/ipfs/bafkqaaa?format=raw');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/vnd.ipld.raw');
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    const etag = response.headers.get('etag') ?? '';
    const again = await get(storage, '/ipfs/bafkqaaa?format=raw', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('serves the CAR that the address describes, or none', async () => {
    const { storage, cid } = await withFile(10);
    const car = (more: string) => get(storage, `/ipfs/${cid.toString()}?format=car&${more}`);
    const served = await car('car-version=1&car-order=unk&car-dups=n');
    expect(served.headers.get('content-type')).toBe('application/vnd.ipld.car; version=1; order=dfs; dups=n');
    await served.body?.cancel();
    for (const more of ['car-version=2', 'car-order=bfs', 'car-dups=y']) {
      await expectProblem(await car(more), 406, 'unsupported_media_type');
    }
  });

  it('says that nobody brought a block in time where it was told to fetch', async () => {
    const elsewhere = await gatewayOf(() => undefined);
    const { storage } = await openStore([elsewhere]);
    const path = `/ipfs/${rawCidOf(text('nowhere')).toString()}?format=raw`;
    const request = new Request(`http://gateway.test${path}`);
    await expectProblem(
      await serveGateway(storage, request, { localOnly: false }),
      504,
      'content_unavailable',
    );
  });

  it('serves no other method', async () => {
    const { storage, cid } = await withFile(10);
    const response = await get(storage, `/ipfs/${cid.toString()}?format=raw`, { method: 'PUT', body: 'x' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await expectProblem(response, 405, 'malformed_request');
  });

  it('never serves a damaged block, and tells strangers nothing of its disk', async () => {
    const { storage, cid, directory } = await withFile(1000);
    await writeFile(await blockFile(directory, cid), 'damaged');
    const response = await get(storage, `/ipfs/${cid.toString()}?format=raw`);
    expect(await response.clone().text()).not.toContain(directory);
    await expectProblem(response, 503, 'storage_unavailable');
  });

  it('breaks off a CAR whose blocks are not all here, so that nobody takes it for whole', async () => {
    const { storage, cid, directory, bytes } = await withFile(3 * CHUNK_BYTES);
    await rm(await blockFile(directory, rawCidOf(bytes.subarray(2 * CHUNK_BYTES))));
    const url = await httpServer((request) => serveGateway(storage, request));
    const response = await fetch(`${url}/ipfs/${cid.toString()}?format=car`);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('reads no further than the client takes, and stops when the client goes', async () => {
    const { storage, cid } = await withFile(40 * CHUNK_BYTES);
    const watched: Storage = { ...storage };
    let given = 0;
    let ended = false;
    watched.exportCar = async function* (root, options) {
      try {
        for await (const part of storage.exportCar(root, options)) {
          given += part.byteLength;
          yield part;
        }
      } finally {
        ended = true;
      }
    };
    const response = await get(watched, `/ipfs/${cid.toString()}?format=car`);
    const reader = response.body?.getReader();
    while (given < 2 * CHUNK_BYTES) await reader?.read();
    const before = given;
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThanOrEqual(before + CHUNK_BYTES);
    await reader?.cancel();
    expect(ended).toBe(true);
    expect(given).toBeLessThan(5 * CHUNK_BYTES);
  });
});
