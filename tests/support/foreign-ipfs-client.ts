/**
 * An IPFS client that shares nothing with Atoll's storage: an empty store, a verifier of its own, only the trustless gateway's
 * specification in between. Run as a process: `node foreign-ipfs-client.ts GATEWAY CID…`; prints one JSON line a CID and exits
 * non-zero when a block or a CAR is not what its CID says.
 *
 * @see https://specs.ipfs.tech/http-gateways/trustless-gateway/
 */
import { createHash } from 'node:crypto';
import { CarBlockIterator } from '@ipld/car/iterator';
import * as dagPb from '@ipld/dag-pb';
import { CID } from 'multiformats/cid';

const rawCodec = 0x55;
const sha256Code = 0x12;

/** Throws unless the bytes hash to the CID. */
function check(cid: CID, bytes: Uint8Array): void {
  if (cid.multihash.code !== sha256Code) throw new Error(`${cid.toString()} is not sha2-256`);
  const digest = createHash('sha256').update(bytes).digest();
  if (!digest.equals(cid.multihash.digest))
    throw new Error(`${cid.toString()}: the bytes are not what the CID says`);
}

const links = (cid: CID, bytes: Uint8Array): CID[] =>
  cid.code === rawCodec ? [] : dagPb.decode(bytes).Links.map((link) => link.Hash);

async function get(gateway: string, cid: CID, format: 'raw' | 'car'): Promise<Response> {
  const media = format === 'raw' ? 'application/vnd.ipld.raw' : 'application/vnd.ipld.car';
  const reply = await fetch(`${gateway}/ipfs/${cid.toString()}?format=${format}`, {
    headers: { accept: media },
    signal: AbortSignal.timeout(120_000),
  });
  if (!reply.ok)
    throw new Error(`${cid.toString()}: the gateway answered ${reply.status} to format=${format}`);
  if (reply.headers.get('content-type')?.startsWith(media) !== true) {
    throw new Error(
      `${cid.toString()}: expected ${media}, got ${reply.headers.get('content-type') ?? 'nothing'}`,
    );
  }
  return reply;
}

/** Walks the DAG block by block. Returns the CIDs it saw. */
async function readBlocks(gateway: string, root: CID): Promise<Set<string>> {
  const seen = new Set<string>();
  const open = [root];
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    if (seen.has(cid.toString())) continue;
    const bytes = new Uint8Array(await (await get(gateway, cid, 'raw')).arrayBuffer());
    check(cid, bytes);
    seen.add(cid.toString());
    open.push(...links(cid, bytes));
  }
  return seen;
}

/** Reads the DAG as one CAR. Returns the CIDs it holds; a missing or a foreign block is an error. */
async function readCar(gateway: string, root: CID): Promise<{ seen: Set<string>; bytes: number }> {
  const reply = await get(gateway, root, 'car');
  if (reply.body === null) throw new Error('the gateway sent no body');
  const car = await CarBlockIterator.fromIterable(reply.body);
  const roots = await car.getRoots();
  if (roots.length !== 1 || roots[0]?.equals(root) !== true)
    throw new Error(`the CAR's root is not ${root.toString()}`);
  const seen = new Set<string>();
  const wanted = new Set<string>([root.toString()]);
  let bytes = 0;
  for await (const block of car) {
    check(block.cid, block.bytes);
    seen.add(block.cid.toString());
    bytes += block.bytes.byteLength;
    for (const link of links(block.cid, block.bytes)) wanted.add(link.toString());
  }
  for (const cid of wanted) if (!seen.has(cid)) throw new Error(`the CAR of ${root.toString()} lacks ${cid}`);
  for (const cid of seen)
    if (!wanted.has(cid)) throw new Error(`the CAR of ${root.toString()} carries ${cid} unasked`);
  return { seen, bytes };
}

const [gateway, ...cids] = process.argv.slice(2);
if (gateway === undefined || cids.length === 0) throw new Error('usage: foreign-ipfs-client.ts GATEWAY CID…');
for (const text of cids) {
  const cid = CID.parse(text);
  const blocks = await readBlocks(gateway, cid);
  const car = await readCar(gateway, cid);
  if (blocks.size !== car.seen.size)
    throw new Error(`${text}: ${blocks.size} blocks one by one, ${car.seen.size} in the CAR`);
  console.log(JSON.stringify({ cid: text, blocks: blocks.size, bytes: car.bytes }));
}
