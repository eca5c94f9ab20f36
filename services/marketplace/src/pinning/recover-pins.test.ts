import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Cid } from '@atoll/schemas/ids';
import { expect, test } from 'vitest';
import { markets, wallet } from '../../test/market.ts';
import { pinBlock } from './pin-block.ts';
import { completePin, reservePins } from './pin-records.ts';
import { recoverPins } from './recover-pins.ts';

const openMarket = await markets();

test('what a killed process left half done is taken back, and what others keep stays', async () => {
  const market = await openMarket();
  const { ctx } = market;
  const [first, second] = [wallet().address, wallet().address];
  const shared = await ctx.storage.putDocument(new TextEncoder().encode('kept by the second account'));
  const alone = await ctx.storage.putDocument(new TextEncoder().encode('half pinned'));
  const entries = (cids: readonly { toString(): string }[]) =>
    cids.map((cid) => ({ cid: Cid.parse(cid.toString()), bytes: 10 }));
  // As after a kill between pinning in the store and completing the record.
  await reservePins(ctx, first, entries([shared, alone]));
  await reservePins(ctx, second, entries([shared]));
  await completePin(ctx, { cid: Cid.parse(shared.toString()), account: second });
  await ctx.storage.pin(shared);
  await ctx.storage.pin(alone);
  await mkdir(join(ctx.uploadDirectory, 'upload-abc'), { recursive: true });
  await writeFile(join(ctx.uploadDirectory, 'upload-abc', 'block'), 'bytes');

  expect(await recoverPins(ctx)).toEqual({ cleared: 2, adopted: 0 });
  expect(await market.storedPins()).toEqual([shared.toString()]);
  expect((await market.leftovers()).uploads).toBe(0);
  expect(await recoverPins(ctx)).toEqual({ cleared: 0, adopted: 0 });
  expect((await market.app.request(`/pins?account=${first}`)).status).toBe(200);
  expect(await (await market.app.request(`/pins?account=${first}`)).json()).toEqual({ items: [] });
});

test('a store that fails while pinning leaves neither record nor quota used', async () => {
  const market = await openMarket();
  const { ctx } = market;
  const owner = wallet();
  const failing = {
    ...ctx,
    storage: { ...ctx.storage, pin: () => Promise.reject(new Error('disk full')) },
  };
  const bytes = new TextEncoder().encode(owner.address);
  await expect(pinBlock(failing, { account: owner.address, bytes })).rejects.toThrow('disk full');
  expect(await (await market.app.request(`/pins?account=${owner.address}`)).json()).toEqual({ items: [] });
  expect((await pinBlock(ctx, { account: owner.address, bytes })).pinnedBy).toBe(owner.address);
});

test('a pin that the database failed half way is made by the next request', async () => {
  const market = await openMarket();
  const { ctx } = market;
  const owner = wallet();
  const bytes = new TextEncoder().encode(`half way ${owner.address}`);
  // The answer to the commit of the reservation is lost, and with it the connection.
  const transaction: typeof ctx.database.db.transaction = async (act) => {
    await ctx.database.db.transaction(act);
    throw new Error('CONNECTION_CLOSED');
  };
  const db = new Proxy(ctx.database.db, {
    get: (target, name, receiver): unknown =>
      name === 'transaction' ? transaction : Reflect.get(target, name, receiver),
  });
  const losing = { ...ctx, database: { ...ctx.database, db } };
  await expect(pinBlock(losing, { account: owner.address, bytes })).rejects.toThrow('CONNECTION_CLOSED');
  const { cid } = await pinBlock(ctx, { account: owner.address, bytes });
  expect(await market.storedPins()).toEqual([cid]);
  expect(await recoverPins(ctx)).toEqual({ cleared: 0, adopted: 0 });
});

test("a document whose record was lost is kept, recorded as nobody's, and cannot be removed by who pinned it", async () => {
  const market = await openMarket();
  const { ctx } = market;
  const owner = wallet();
  const bytes = new TextEncoder().encode(`kept for ${owner.address}`);
  const { cid } = await pinBlock(ctx, { account: owner.address, bytes });
  await ctx.database.sql`delete from marketplace.pins`;
  expect(await recoverPins(ctx)).toEqual({ cleared: 0, adopted: 1 });
  expect(await recoverPins(ctx)).toEqual({ cleared: 0, adopted: 0 });
  const listed = await (await market.app.request('/pins')).json();
  expect(listed).toMatchObject({
    items: [{ cid, bytes: bytes.byteLength, pinnedBy: `0x${'0'.repeat(40)}` }],
  });
  expect((await market.remove(owner, cid)).status).toBe(403);
  expect((await market.app.request(`/ipfs/${cid}?format=raw`)).status).toBe(200);
});
