import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Market, openMarket, orderPair, reaches, viewOf } from './market.ts';
import { publishPair } from './publish.ts';

const confirmations = 5;
let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, confirmations, marginSeconds: 7200 });
});
afterAll(() => market?.close());

test('an order that was seen and not yet confirmed is taken on after a stop that outlasts its quote', async () => {
  const pair = await publishPair(market);
  market.engine.behave({ until: new Promise(() => undefined) });
  const { jobId, order, validUntil } = await orderPair(market, pair);
  await market.anvil.mine(2);
  const { publicClient } = await market.as('stranger');
  const head = Number(await publicClient.getBlockNumber({ cacheTime: 0 }));
  await waitFor('the blocks to be read', async () => {
    const [read] = await market.ctx.database.sql<{ number: number }[]>`
      select number from compute_provider.chain_cursor`;
    return read !== undefined && Number(read.number) >= head;
  });
  expect((await viewOf(market, jobId)).state).toBe('quoted');
  await market.restart(async () => {
    const late = validUntil + 3601;
    expect(late).toBeLessThan(order.runBy - order.maxSeconds);
    await market.anvil.rpc('evm_setNextBlockTimestamp', [late]);
    await market.anvil.mine(confirmations);
  });
  await reaches(market, jobId, 'running');
});
