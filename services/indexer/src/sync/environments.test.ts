import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test('an environment stands where it was set last, also when a reorg takes that back', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const input = { chain: market.chain, url, finality: 64 };
  const mirror = await startMirror(input);
  const digest = randomDigest();
  let environment = '';
  const set = async (price: bigint) => {
    environment = await market.rent('provider', digest, price);
    await mirror.reachHead();
  };
  const place = async () => {
    const [row] = await mirror.sql<{ at: bigint; price: string; set: bigint }[]>`
      select set_block as set, price_per_second as price, (select number from cursor) as at
      from environments where environment = ${environment}`;
    return row;
  };
  try {
    await set(10n);
    const first = await place();
    expect(first?.set).toBe(first?.at);
    const before = await market.anvil.rpc('evm_snapshot');
    await market.anvil.mine(3);
    await set(20n);
    const second = await place();
    expect([Number(second?.price), second?.set]).toEqual([20, second?.at]);

    await market.anvil.rpc('evm_revert', [before]);
    await market.anvil.mine(1);
    await mirror.reachHead();
    expect(await place()).toMatchObject({ set: first?.set, price: first?.price });
    await set(30n);

    const other = await testDatabase({ service: 'indexer' });
    const fresh = await startMirror({ ...input, url: other.url });
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
