import { hash } from 'node:crypto';
import { CarReader } from '@ipld/car';
import { decode, encode, type PBLink } from '@ipld/dag-pb';
import { importer } from 'ipfs-unixfs-importer';
import { UnixFS } from 'ipfs-unixfs';
import type { CID } from 'multiformats/cid';
import { expect, it } from 'vitest';
import type { Storage } from './block-source.ts';
import { cidOfSha256, DAG_PB } from './digest.ts';
import { serveGateway } from './gateway.ts';
import { gather, openStore, patterned, streamOf, text } from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';
import { sha256 } from './verify-block.ts';

const get = (storage: Storage, path: string, init: RequestInit = {}) =>
  serveGateway(storage, new Request(`http://gateway.test/ipfs/${path}`, init));

/** What a CAR brings, each block checked against its CID by a reader that is not ours. */
async function carOf(response: Response): Promise<{ roots: string[]; blocks: Map<string, Uint8Array> }> {
  expect(response.status).toBe(200);
  const reader = await CarReader.fromBytes(new Uint8Array(await response.arrayBuffer()));
  const blocks = new Map<string, Uint8Array>();
  for await (const { cid, bytes } of reader.blocks()) {
    expect(hash('sha256', bytes, 'hex')).toBe(Buffer.from(cid.multihash.digest).toString('hex'));
    expect(blocks.has(cid.toString())).toBe(false);
    blocks.set(cid.toString(), bytes);
  }
  return { roots: (await reader.getRoots()).map(String), blocks };
}

async function putFolder(storage: Storage, entries: readonly (readonly [string, CID])[]): Promise<CID> {
  const links: PBLink[] = entries
    .map(([Name, Hash]) => ({ Name, Hash, Tsize: 1 }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const node = encode({ Data: new UnixFS({ type: 'directory' }).marshal(), Links: links });
  const cid = cidOfSha256(DAG_PB, sha256(node));
  await storage.putBlock(cid, node);
  return cid;
}

/** A folder with a folder with a file of some chunks, and other files beside each of them. */
async function withTree(chunks: number) {
  const { storage } = await openStore();
  const bytes = patterned(chunks * CHUNK_BYTES);
  const { cid: file } = await storage.putFile(streamOf(bytes));
  const { cid: other } = await storage.putFile(streamOf(text('another one')));
  const inner = await putFolder(storage, [
    ['temperature é.csv', file],
    ['other', other],
  ]);
  const root = await putFolder(storage, [
    ['2026', inner],
    ['other', other],
  ]);
  return { storage, bytes, root, inner, file, other };
}
const path = `2026/${encodeURIComponent('temperature é.csv')}`;

it('gives the blocks that lead to the end of a path and those below it, and no others', async () => {
  const { storage, bytes, root, inner, file, other } = await withTree(3);
  const response = await get(storage, `${root.toString()}/${path}?format=car`);
  expect(response.headers.get('x-ipfs-roots')).toBe([root, inner, file].map(String).join(','));
  expect(response.headers.get('x-ipfs-path')).toBe(`/ipfs/${root.toString()}/${path}`);
  const { roots, blocks } = await carOf(response);
  expect(roots).toEqual([file.toString()]);
  const cids = [...blocks.keys()];
  expect(cids.slice(0, 3)).toEqual([root, inner, file].map(String));
  expect(cids).toHaveLength(6);
  expect(cids).not.toContain(other.toString());
  // Whoever has nothing but the root follows the path itself.
  let at: CID = root;
  for (const name of ['2026', 'temperature é.csv']) {
    const node = decode(blocks.get(at.toString()) ?? new Uint8Array());
    at = node.Links.find((link) => link.Name === name)?.Hash ?? root;
  }
  expect(at.toString()).toBe(file.toString());
  const leaves = decode(blocks.get(at.toString()) ?? new Uint8Array()).Links;
  const read = leaves.map((link) => Buffer.from(blocks.get(link.Hash.toString()) ?? new Uint8Array()));
  expect(Buffer.concat(read).equals(bytes)).toBe(true);
});

it('gives of the end of a path what the scope asks for', async () => {
  const { storage, root, inner, file } = await withTree(2);
  const cids = async (rest: string) => [
    ...(await carOf(await get(storage, `${root.toString()}/${rest}`))).blocks.keys(),
  ];
  const way = [root, inner].map(String);
  expect(await cids('2026?format=car&dag-scope=entity')).toEqual(way);
  expect(await cids('2026/?format=car&dag-scope=block')).toEqual(way);
  expect(await cids('2026?format=car')).toHaveLength(6);
  expect(await cids(`${path}?format=car&dag-scope=block`)).toEqual([...way, file.toString()]);
  expect(await cids(`${path}?format=car&dag-scope=entity`)).toHaveLength(5);
});

it('follows a name through the shards of a large directory', async () => {
  const { storage } = await openStore();
  const blockstore = {
    put: async (cid: CID, value: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
      const parts = value instanceof Uint8Array ? [value] : value;
      const all: Uint8Array[] = [];
      for await (const part of parts) all.push(part);
      await storage.putBlock(cid, new Uint8Array(Buffer.concat(all)));
      return cid;
    },
  };
  const source = Array.from({ length: 600 }, (_, at) => ({
    path: `d/file ${at} ü`,
    content: text(`content ${at}`),
  }));
  const options = { cidVersion: 1, rawLeaves: true, shardSplitThresholdBytes: 0 } as const;
  const added = await gather(importer(source, blockstore, options));
  const root = added.find((each) => each.path === 'd')?.cid;
  if (root === undefined) throw new TypeError('the directory was not imported');
  const widest = { blocks: 0 };
  for (const at of [0, 7, 234, 599]) {
    const name = encodeURIComponent(`file ${at} ü`);
    const { blocks } = await carOf(await get(storage, `${root.toString()}/${name}?format=car`));
    expect(Buffer.from([...blocks.values()].at(-1) ?? [])).toEqual(Buffer.from(`content ${at}`));
    widest.blocks = Math.max(widest.blocks, blocks.size);
  }
  // Of some hundred shards only those on the way.
  expect(widest.blocks).toBeLessThanOrEqual(5);
  expect((await get(storage, `${root.toString()}/file%20600%20%C3%BC?format=car`)).status).toBe(404);
}, 30_000);

it.each([
  ['0:0', 1],
  ['0:*', 5],
  [`${CHUNK_BYTES}:${2 * CHUNK_BYTES - 1}`, 1],
  [`${CHUNK_BYTES - 1}:${CHUNK_BYTES}`, 2],
  ['-1:*', 1],
  [`-${CHUNK_BYTES + 1}:*`, 2],
  [`499:-${4 * CHUNK_BYTES + 1}`, 1],
  [`${4 * CHUNK_BYTES}:${99 * CHUNK_BYTES}`, 1],
  [`-${99 * CHUNK_BYTES}:10`, 1],
  ['10:5', 0],
])('gives of the bytes %s no more than the leaves that hold them', async (range, leaves) => {
  const { storage, root, file } = await withTree(5);
  const response = await get(storage, `${root.toString()}/${path}?format=car&entity-bytes=${range}`);
  expect(response.headers.get('etag')).toContain('.entity.');
  const { blocks } = await carOf(response);
  expect(blocks.size).toBe(3 + leaves);
  expect([...blocks.keys()][2]).toBe(file.toString());
});

it('refuses bytes that a file has not, and takes a range of a directory for all of its listing', async () => {
  const { storage, root, file } = await withTree(2);
  const size = 2 * CHUNK_BYTES;
  for (const range of [`${size}:*`, `${size}:${size + 9}`, `0:-${size + 1}`]) {
    const response = await get(storage, `${file.toString()}?format=car&entity-bytes=${range}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'malformed_request' });
  }
  const { blocks } = await carOf(await get(storage, `${root.toString()}?format=car&entity-bytes=0:9`));
  expect(blocks.size).toBe(1);
});

it('gives each block of a file that repeats itself once', async () => {
  const { storage } = await openStore();
  const { cid } = await storage.putFile(streamOf(new Uint8Array(4 * CHUNK_BYTES)));
  const { blocks } = await carOf(await get(storage, `${cid.toString()}?format=car&entity-bytes=5:*`));
  expect(blocks.size).toBe(2);
});

it.each([
  ['ROOT/nothing?format=car', 404, 'not_found'],
  ['ROOT/other/below?format=car', 404, 'not_found'],
  ['ROOT/%ff?format=car', 404, 'not_found'],
  [`ROOT/${'a/'.repeat(200)}?format=car`, 404, 'not_found'],
  ['ROOT/other?format=raw', 400, 'malformed_request'],
])('refuses %s with %i', async (address, status, code) => {
  const { storage, root } = await withTree(1);
  const response = await get(storage, address.replace('ROOT', root.toString()));
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ type: `urn:atoll:problem:${code}`, code });
});

it('says that the end of a path is not kept here before it sends anything', async () => {
  const { storage } = await openStore();
  const elsewhere = cidOfSha256(DAG_PB, sha256(text('elsewhere')));
  const root = await putFolder(storage, [['gone', elsewhere]]);
  for (const method of ['GET', 'HEAD']) {
    expect((await get(storage, `${root.toString()}/gone?format=car`, { method })).status).toBe(404);
  }
});

it('answers HEAD as GET, knows its tags, and says where a format has an address of its own', async () => {
  const { storage, root } = await withTree(1);
  const address = `${root.toString()}/${path}?format=car&entity-bytes=0:9`;
  const full = await get(storage, address);
  const head = await get(storage, address, { method: 'HEAD' });
  expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(full.headers));
  await full.body?.cancel();
  expect(full.headers.get('content-location')).toBeNull();
  const etag = full.headers.get('etag') ?? '';
  const known = await get(storage, address, { headers: { 'if-none-match': etag } });
  expect(known.status).toBe(304);
  const other = await get(storage, `${root.toString()}/2026?format=car&entity-bytes=0:9`);
  expect(other.headers.get('etag')).not.toBe(etag);
  await other.body?.cancel();
  const accepted = await get(storage, `${root.toString()}/2026?dag-scope=block`, {
    headers: { accept: 'application/vnd.ipld.car' },
  });
  expect(accepted.headers.get('content-location')).toBe(
    `/ipfs/${root.toString()}/2026?dag-scope=block&format=car`,
  );
  await accepted.body?.cancel();
});

it('says 412 where only what is cached was asked for', async () => {
  const { storage } = await openStore();
  const cid = cidOfSha256(DAG_PB, sha256(text('nobody has it'))).toString();
  const response = await get(storage, `${cid}?format=raw`, {
    headers: { 'cache-control': 'only-if-cached' },
  });
  expect(response.status).toBe(412);
});

it('does not follow sizes that a file only claims', async () => {
  const { storage } = await openStore();
  const { cid: leaf } = await storage.putFile(streamOf(text('twelve bytes')));
  const unixfs = new UnixFS({ type: 'file' });
  unixfs.addBlockSize(1_000_000n);
  const node = encode({ Data: unixfs.marshal(), Links: [{ Name: '', Hash: leaf, Tsize: 1 }] });
  const root = cidOfSha256(DAG_PB, sha256(node));
  await storage.putBlock(root, node);
  const response = await get(storage, `${root.toString()}?format=car&entity-bytes=0:*`);
  await expect(response.arrayBuffer()).rejects.toThrow('12 bytes, not 1000000');
});

it('serves no block that is excepted, whatever links to it', async () => {
  const { storage, root, file, other } = await withTree(2);
  const except = (cid: CID) => Promise.resolve(cid.equals(file));
  const ask = (where: string) =>
    serveGateway(storage, new Request(`http://gateway.test/ipfs/${where}`), { except });
  expect((await ask(`${file.toString()}?format=raw`)).status).toBe(404);
  expect((await ask(`${root.toString()}/${path}?format=car`)).status).toBe(404);
  await expect((await ask(`${root.toString()}?format=car`)).arrayBuffer()).rejects.toThrow();
  expect((await ask(`${other.toString()}?format=raw`)).status).toBe(200);
});
