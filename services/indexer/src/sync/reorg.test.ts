import type { Order } from '@atoll/schemas/order';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { randomDigest, type Role } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { factsTwice } from '../testing/chain-truth.ts';
import { readTables, startMirror } from '../testing/mirror.ts';
import { seeded } from '../testing/seeded.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

interface World {
  datasets: { assetId: bigint; metadataDigest: `0x${string}`; price: bigint }[];
  algorithms: { assetId: bigint; metadataDigest: `0x${string}`; price: bigint }[];
  orders: Order[];
}

const owners: Role[] = ['dataOwner', 'stranger'];

/** One thing that somebody does; much of it is refused by the contracts, which is mined as well. */
async function act(world: World, random: (below: number) => number): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[random(Math.max(1, list.length))];
  const dataset = pick(world.datasets);
  const algorithm = pick(world.algorithms);
  const order = pick(world.orders);
  const role = owners[random(2)] ?? 'dataOwner';
  const choice = random(14);
  if (dataset === undefined || choice === 0) {
    const content = { metadataDigest: randomDigest(), price: BigInt(random(5000)) };
    const assetId = await market.publish(role, content);
    world.datasets.push({ ...content, assetId });
  } else if (algorithm === undefined || choice === 1) {
    const content = { metadataDigest: randomDigest(), price: BigInt(random(500)) };
    const assetId = await market.publish('algorithmAuthor', { ...content, kind: 'algorithm' });
    world.algorithms.push({ ...content, assetId });
  } else if (choice === 2) {
    await market.update(role, dataset.assetId, 1 + random(2), randomDigest(), randomDigest());
  } else if (choice === 3) await market.setPrice(role, dataset.assetId, BigInt(random(900)));
  else if (choice === 4) await market.setState(role, dataset.assetId, random(2) === 0 ? 0 : 1);
  else if (choice === 5) await market.transfer(role, dataset.assetId, owners[random(2)] ?? 'stranger');
  else if (choice === 6) {
    await market.approve(role, dataset.assetId, algorithm, (await market.now()) + 99_999, 9);
  } else if (choice === 7) await market.revoke(role, dataset.assetId, algorithm);
  else if (choice === 8) await market.withdraw(role);
  else if (choice === 9) await market.collateral('provider', 'unbond', BigInt(1 + random(1000)));
  else if (choice === 10 && order !== undefined) {
    const end = random(3);
    await market.anvil.rpc('evm_increaseTime', [end === 2 ? 4000 : 60]);
    if (end === 2) await market.expire(order);
    else await market.settle(order, end === 0 ? 'released' : 'refused', random(50));
  } else if (choice === 11) {
    await market.deposit('buyer', market.wallets[role].address, BigInt(1 + random(900)));
  } else if (choice === 12) {
    await market.transferCredit(role, market.wallets.buyer.address, BigInt(1 + random(900)));
  } else {
    // Everything that an order needs, so that it often goes through.
    const payee = market.wallets[role].address;
    await market.setState(role, dataset.assetId, 0);
    await market.approve(role, dataset.assetId, algorithm, (await market.now()) + 99_999, 9);
    const author = market.wallets.algorithmAuthor.address;
    const drafted = await market.draft({ ...dataset, payee }, { ...algorithm, payee: author });
    await market.order(drafted);
    world.orders.push(drafted);
  }
}

const snapshotId = z.string();

/** Two orders of which the second is paid from the refund of the first, whatever happened before. */
async function orderTwice(): Promise<void> {
  const dataset = { metadataDigest: randomDigest(), price: 50n, payee: market.wallets.dataOwner.address };
  const algorithm = { metadataDigest: randomDigest(), price: 7n, payee: market.wallets.dataOwner.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('dataOwner', { ...algorithm, kind: 'algorithm' });
  const expiry = (await market.now()) + 99_999;
  await market.approve('dataOwner', datasetId, { ...algorithm, assetId: algorithmId }, expiry);
  for (const outcome of ['refused', 'released'] as const) {
    const order = await market.draft(
      { ...dataset, assetId: datasetId },
      { ...algorithm, assetId: algorithmId },
    );
    await market.order(order);
    await market.anvil.rpc('evm_increaseTime', [60]);
    await market.settle(order, outcome, 20);
  }
}

/** A reorg that the mirror cannot miss: it has seen the block that goes. */
async function reorgSeen(reachHead: () => Promise<unknown>): Promise<void> {
  await market.publish('dataOwner');
  await reachHead();
  await market.anvil.rpc('anvil_reorg', [1, []]);
  await reachHead();
}

/** Random deeds, with the chain thrown back to an earlier point now and then while the mirror follows. */
async function liveThrough(seed: number, deeds: number): Promise<number> {
  const random = seeded(seed);
  const world: World = { datasets: [], algorithms: [], orders: [] };
  const snapshots: string[] = [];
  let reorgs = 0;
  for (let deed = 0; deed < deeds; deed += 1) {
    if (random(4) === 0) snapshots.push(snapshotId.parse(await market.anvil.rpc('evm_snapshot')));
    await act(world, random);
    if (random(5) === 0 && snapshots.length > 0) {
      const index = random(snapshots.length);
      await market.anvil.rpc('evm_revert', [snapshots[index]]);
      // Reverting forgets the later ones; another time makes other blocks of the same deeds.
      snapshots.splice(index);
      await market.anvil.rpc('evm_increaseTime', [1 + random(100)]);
      reorgs += 1;
    } else if (random(12) === 0) {
      await market.anvil.rpc('anvil_reorg', [1 + random(3), []]);
      snapshots.splice(0);
      reorgs += 1;
    }
  }
  await market.anvil.mine(1 + random(3));
  return reorgs;
}

test.each([1, 2, 3])(
  'after random reorgs (seed %i) every table equals a fresh index and what the contracts say',
  async (seed) => {
    const live = await testDatabase({ service: 'indexer' });
    const fresh = await testDatabase({ service: 'indexer' });
    const first = await startMirror({ chain: market.chain, url: live.url, finality: 1000 });
    try {
      await reorgSeen(first.reachHead);
      expect(await liveThrough(seed, 70)).toBeGreaterThan(0);
      await orderTwice();
      await first.reachHead();
      const second = await startMirror({ chain: market.chain, url: fresh.url, finality: 1000 });
      try {
        await second.reachHead();
        const tables = await readTables(second.sql);
        expect(await readTables(first.sql)).toEqual(tables);
        const { mirror, chain } = await factsTwice(market, second.sql);
        expect(mirror).toEqual(chain);
        const [undone] = await first.sql<{ count: bigint }[]>`
        select count(*) from changes where kind = 'reorg'`;
        expect(Number(undone?.count)).toBeGreaterThan(0);
      } finally {
        await second.stop();
      }
    } finally {
      await first.stop();
    }
  },
);

test('a reorg below finality holds the mirror up and rewrites nothing', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 2 });
  try {
    await market.publish('dataOwner');
    await market.anvil.mine(4);
    await mirror.reachHead();
    const before = await readTables(mirror.sql);
    await market.anvil.rpc('anvil_reorg', [5, []]);
    await market.anvil.mine(1);
    await expect
      .poll(() => mirror.pause(), { timeout: 5000 })
      .toMatchObject({ reason: 'fork_below_finality', error: { code: 'chain_mismatch' } });
    expect(await readTables(mirror.sql)).toEqual(before);
  } finally {
    await mirror.stop();
  }
});

test('a reorg that takes the first block of a mirror leaves nothing of it, and what follows is mirrored', async () => {
  const live = await testDatabase({ service: 'indexer' });
  const fresh = await testDatabase({ service: 'indexer' });
  const { rpc, mine } = market.anvil;
  const head = await market.chain.publicClient.getBlock();
  const chain = { ...market.chain, startBlock: Number(head.number) + 1 };
  const snapshot = snapshotId.parse(await rpc('evm_snapshot'));
  await market.publish('dataOwner');
  await mine(2);
  const first = await startMirror({ chain, url: live.url, finality: 64 });
  try {
    await first.reachHead();
    const [before] = await first.sql<{ count: bigint }[]>`select count(*) from logs`;
    expect(Number(before?.count)).toBeGreaterThan(0);
    await rpc('evm_revert', [snapshot]);
    await rpc('evm_increaseTime', [77]);
    await mine(3);
    await market.publish('stranger');
    await mine(2);
    await first.reachHead();
    const second = await startMirror({ chain, url: fresh.url, finality: 64 });
    try {
      await second.reachHead();
      const tables = await readTables(second.sql);
      expect(tables['logs']?.length).toBeGreaterThan(0);
      expect(await readTables(first.sql)).toEqual(tables);
    } finally {
      await second.stop();
    }
  } finally {
    await first.stop();
  }
});
