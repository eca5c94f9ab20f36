import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

type Mirror = Awaited<ReturnType<typeof startMirror>>;

const held = async ({ sql }: Mirror) =>
  (
    await sql<
      { account: string; shares: string }[]
    >`select account, shares from share_holders order by shares`
  ).map(({ account, shares }) => [account, Number(shares)]);

test('shares are followed from the block that makes them, across a restart and a reorg', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const input = { chain: market.chain, url, finality: 64 };
  const [owner, buyer] = [market.wallets.dataOwner.address, market.wallets.buyer.address];
  let mirror = await startMirror(input);
  try {
    const assetId = await market.publish('dataOwner');
    await mirror.reachHead();
    const before = await market.anvil.rpc('evm_snapshot');
    const shares = await market.createShares('dataOwner', assetId, 1000n);
    await mirror.reachHead();
    expect(await held(mirror)).toEqual([[owner, 1000]]);

    await mirror.stop();
    await market.transferShares('dataOwner', shares, buyer, 300n);
    mirror = await startMirror(input);
    await mirror.reachHead();
    expect(await held(mirror)).toEqual([
      [buyer, 300],
      [owner, 700],
    ]);

    await market.anvil.rpc('evm_revert', [before]);
    await market.anvil.mine(1);
    await mirror.reachHead();
    expect(await held(mirror)).toEqual([]);
    await market.createShares('dataOwner', assetId, 500n);
    await mirror.reachHead();
    expect(await held(mirror)).toEqual([[owner, 500]]);

    const second = await testDatabase({ service: 'indexer' });
    const fresh = await startMirror({ ...input, url: second.url });
    try {
      await fresh.reachHead();
      expect(await readTables(mirror.sql)).toEqual(await readTables(fresh.sql));
    } finally {
      await fresh.stop();
    }
  } finally {
    await mirror.stop();
  }
});
