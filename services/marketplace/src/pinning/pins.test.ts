import { randomBytes } from 'node:crypto';
import { pageOf } from '@atoll/schemas/indexer-api';
import { PinnedRoots, PinView } from '@atoll/schemas/marketplace-api';
import { writeCar } from '@atoll/storage/car-write';
import { cidOfSha256, DAG_PB, parseCid } from '@atoll/storage/digest';
import { rawCidOf, sha256 } from '@atoll/storage/verify-block';
import { encode } from '@ipld/dag-pb';
import { CID } from 'multiformats/cid';
import { expect, test } from 'vitest';
import { collect, foreignStore, markets, noise, problemIn, wallet } from '../../test/market.ts';

const openMarket = await markets();
const PinPage = pageOf(PinView);
const KiB = 1024;
const MiB = 1024 * KiB;

/** A file of several blocks as a CAR, made in somebody else's store. */
async function carOf(bytes: number) {
  const store = await foreignStore();
  const { cid } = await store.putFile(noise(bytes));
  return { root: cid.toString(), car: await collect(store.exportCar(cid)), store };
}

test('a block is pinned under the CID of its bytes and the same block again answers the same pin', async () => {
  const market = await openMarket();
  const owner = wallet();
  const block = randomBytes(2000);
  const first = await market.sendBlock(owner, block);
  expect(first.status).toBe(200);
  const pin = PinView.parse(await first.json());
  expect(pin).toMatchObject({ cid: rawCidOf(block).toString(), bytes: 2000, pinnedBy: owner.address });
  expect(await (await market.sendBlock(owner, block)).json()).toEqual(pin);
  expect(await (await market.app.request(`/pins/${pin.cid}`)).json()).toEqual(pin);
  const listed = await (await market.app.request(`/pins?account=${owner.address}`)).json();
  expect(listed).toEqual({ items: [pin] });
});

test('a CAR is pinned by its root, complete and readable through the gateway', async () => {
  const market = await openMarket();
  const owner = wallet();
  const { root, car } = await carOf(3 * MiB);
  const response = await market.sendCar(owner, [root], car);
  expect(response.status).toBe(200);
  const { pins } = PinnedRoots.parse(await response.json());
  expect(pins).toMatchObject([{ cid: root, pinnedBy: owner.address }]);
  expect(pins[0]?.bytes).toBeGreaterThan(3 * MiB);
  const served = await market.app.request(`/ipfs/${root}?format=car`);
  expect(Buffer.compare(Buffer.from(await served.arrayBuffer()), car)).toBe(0);
  expect((await market.leftovers()).uploads).toBe(0);
});

test('the same CAR again answers the same pin without reading the body', async () => {
  const market = await openMarket();
  const owner = wallet();
  const { root, car } = await carOf(2 * MiB);
  const first = await (await market.sendCar(owner, [root], car)).json();
  expect(await (await market.sendCar(owner, [root], new Uint8Array([1]))).json()).toEqual(first);
});

test('a CAR may leave out blocks that the store has', async () => {
  const market = await openMarket();
  const { root, car, store } = await carOf(2 * MiB);
  await market.sendCar(wallet(), [root], car);
  const response = await market.sendCar(wallet(), [root], await rootAlone(root, store));
  expect(response.status).toBe(200);
});

/** A CAR that names a root and holds its block alone. */
async function rootAlone(root: string, store: Awaited<ReturnType<typeof foreignStore>>) {
  const cid = parseCid(root);
  async function* one() {
    yield { cid, bytes: await store.getBlock(cid) };
  }
  return collect(writeCar(cid, one()));
}

test('a CAR that lacks a block is refused and leaves nothing', async () => {
  const market = await openMarket();
  const { root, store } = await carOf(2 * MiB);
  const response = await market.sendCar(wallet(), [root], await rootAlone(root, store));
  const problem = await problemIn(response);
  expect(problem).toMatchObject({ code: 'content_unavailable', data: { root } });
  expect((await market.app.request(`/pins/${root}`)).status).toBe(404);
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('a CAR whose node names a block it holds by a codec that is not read is refused and leaves nothing', async () => {
  const market = await openMarket();
  const bytes = randomBytes(100);
  const leaf = { cid: rawCidOf(bytes), bytes };
  const dagCbor = 0x71;
  const node = encode({ Links: [{ Hash: CID.createV1(dagCbor, leaf.cid.multihash), Name: '' }] });
  const root = cidOfSha256(DAG_PB, sha256(node));
  async function* blocks() {
    yield { cid: root, bytes: node };
    yield leaf;
  }
  const response = await market.sendCar(wallet(), [root.toString()], await collect(writeCar(root, blocks())));
  expect(await problemIn(response)).toMatchObject({ code: 'unsupported_cid' });
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('a CAR with a byte changed is refused and leaves nothing', async () => {
  const market = await openMarket();
  const { root, car } = await carOf(2 * MiB);
  const at = car.byteLength - 1000;
  car[at] = (car[at] ?? 0) ^ 1;
  expect(await problemIn(await market.sendCar(wallet(), [root], car))).toMatchObject({
    code: 'digest_mismatch',
    status: 422,
  });
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('a CAR that is cut off, or none, is malformed and leaves nothing', async () => {
  const market = await openMarket();
  const { root, car } = await carOf(2 * MiB);
  for (const body of [car.subarray(0, MiB), randomBytes(500)]) {
    const problem = await problemIn(await market.sendCar(wallet(), [root], body));
    expect(['malformed_request', 'payload_too_large']).toContain(problem.code);
  }
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('a CAR has to have the roots that were signed', async () => {
  const market = await openMarket();
  const mine = await carOf(10 * KiB);
  const others = await carOf(10 * KiB);
  const swapped = await market.sendCar(wallet(), [mine.root], others.car);
  expect(await problemIn(swapped)).toMatchObject({ code: 'malformed_request' });
  const unnamed = await market.sendCar(wallet(), [], mine.car);
  expect((await problemIn(unnamed)).detail).toContain('names no root');
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('blocks that no root reaches are not kept', async () => {
  const market = await openMarket();
  const { root, car } = await carOf(10 * KiB);
  const stray = await carOf(20 * KiB);
  // The second CAR's sections follow the first one's; its header (a root of 36 bytes makes 59) is left out.
  const joined = Buffer.concat([car, stray.car.subarray(59)]);
  expect((await market.sendCar(wallet(), [root], joined)).status).toBe(200);
  expect((await market.leftovers()).blocks).toBe(1);
  expect((await market.app.request(`/ipfs/${stray.root}?format=raw`)).status).toBe(404);
});

test('a CAR above the limit is refused, by its length or while it streams', async () => {
  const market = await openMarket({ limits: { maxBytes: 5 * MiB } });
  const { root, car } = await carOf(6 * MiB);
  const response = await market.sendCar(wallet(), [root], car);
  expect(await problemIn(response)).toMatchObject({ code: 'payload_too_large', status: 413 });
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('a CAR of too many blocks is refused and leaves nothing, also when no root reaches them', async () => {
  const market = await openMarket({ limits: { maxBlocks: 3 } });
  const { root, car } = await carOf(4 * MiB);
  expect((await problemIn(await market.sendCar(wallet(), [root], car))).detail).toContain('3 blocks');
  const small = await carOf(10 * KiB);
  const padded = Buffer.concat([small.car, car.subarray(59)]);
  const response = await market.sendCar(wallet(), [small.root], padded);
  expect((await problemIn(response)).detail).toContain('3 blocks');
  expect(await market.leftovers()).toEqual({ blocks: 0, uploads: 0 });
});

test('an account keeps as much as its quota and no byte more, also when requests race', async () => {
  const market = await openMarket({ limits: { quotaBytes: 10 * KiB } });
  const owner = wallet();
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => (await market.sendBlock(owner, randomBytes(2 * KiB))).status),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(5);
  expect(answers.filter((status) => status === 413)).toHaveLength(3);
  expect((await market.leftovers()).blocks).toBe(5);
  expect(await problemIn(await market.sendBlock(owner, randomBytes(10)))).toMatchObject({
    code: 'payload_too_large',
    data: { quotaBytes: 10 * KiB, usedBytes: 10 * KiB, bytes: 10 },
  });
  expect((await market.sendBlock(wallet(), randomBytes(10))).status).toBe(200);
});

test('a deleted pin gives its bytes back to the quota', async () => {
  const market = await openMarket({ limits: { quotaBytes: 2 * KiB } });
  const owner = wallet();
  const pin = PinView.parse(await (await market.sendBlock(owner, randomBytes(2 * KiB))).json());
  expect((await market.remove(owner, pin.cid)).status).toBe(204);
  expect((await market.sendBlock(owner, randomBytes(2 * KiB))).status).toBe(200);
});

test('only who pinned something deletes the pin', async () => {
  const market = await openMarket();
  const owner = wallet();
  const pin = PinView.parse(await (await market.sendBlock(owner, randomBytes(100))).json());
  expect(await problemIn(await market.remove(wallet(), pin.cid))).toMatchObject({ code: 'not_allowed' });
  expect((await market.remove(owner, pin.cid)).status).toBe(204);
  expect(await problemIn(await market.remove(owner, pin.cid))).toMatchObject({ code: 'not_found' });
});

test('what two accounts pinned stays when the first one deletes its pin', async () => {
  const market = await openMarket();
  const [first, second] = [wallet(), wallet()];
  const block = randomBytes(300);
  const { cid } = PinView.parse(await (await market.sendBlock(first, block)).json());
  await market.sendBlock(second, block);
  expect((await market.remove(first, cid)).status).toBe(204);
  expect(await market.storedPins()).toEqual([cid]);
  expect(await (await market.app.request(`/pins/${cid}`)).json()).toMatchObject({ pinnedBy: second.address });
  expect((await market.remove(second, cid)).status).toBe(204);
  expect(await market.storedPins()).toEqual([]);
});

test('pins are listed newest first, page by page, each once', async () => {
  let now = 1_900_000_000_000;
  const market = await openMarket({ clock: { now: () => new Date(now), monotonic: () => 0 } });
  const owner = wallet();
  const expires = BigInt(now / 1000 + 300);
  const cids: string[] = [];
  for (let index = 0; index < 5; index++) {
    // Two at the same time: the order must not depend on luck.
    if (index !== 3) now += 1000;
    const response = await market.sendBlock(owner, randomBytes(50 + index), { expires });
    cids.push(PinView.parse(await response.json()).cid);
  }
  const seen: string[] = [];
  let path = `/pins?account=${owner.address}&limit=2`;
  for (let pages = 0; pages < 3; pages++) {
    const body = PinPage.parse(await (await market.app.request(path)).json());
    seen.push(...body.items.map((pin) => pin.cid));
    if (body.next === undefined) break;
    path = `/pins?account=${owner.address}&limit=2&cursor=${encodeURIComponent(body.next)}`;
  }
  expect(new Set(seen)).toEqual(new Set(cids));
  expect(seen).toHaveLength(5);
  expect(seen[0]).toBe(cids[4]);
  expect(seen[4]).toBe(cids[0]);
});
