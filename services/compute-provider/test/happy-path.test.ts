import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '@atoll/tests/support/test-database';
import { readReceipt } from '../src/jobs/read-job.ts';
import { readResult } from '../src/jobs/read-result.ts';
import { createFakeEngine } from './fake-engine.ts';
import { creditOf, type Market, openMarket, orderPair, reaches } from './market.ts';
import { price } from './market-environment.ts';
import { publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  // The second that the run is charged has yet to pass on chain when it ends.
  market = await openMarket({ databaseUrl: database.url, engine: createFakeEngine() });
});
afterAll(() => market?.close());

test('a quoted order runs, is settled with a receipt, and its result goes to the buyer alone', async () => {
  const pair = await publishPair(market);
  market.engine.behave({ files: { 'metrics.json': '{"accuracy": 0.97}' }, wallSeconds: 0.7 });
  const { jobId, order } = await orderPair(market, pair);
  const job = await reaches(market, jobId, 'released');
  expect(job.settlement).toBe('settled');
  expect(job.timeline.map(({ state }) => state)).toEqual([
    'quoted',
    'funded',
    'queued',
    'provisioning',
    'running',
    'delivering',
    'settling',
    'released',
  ]);
  expect(job.transactions.map(({ what }) => what).sort()).toEqual(['order', 'settle']);
  const buyer = market.wallets.buyer.address;
  const { receipt, statement } = await readReceipt(market.ctx, { jobId, reader: buyer });
  expect(receipt).toMatchObject({ outcome: 'released', computeSeconds: 1, resultDigest: job.result?.digest });
  expect(statement).toMatchObject({ subject: [{ name: 'metrics.json' }], predicate: { integrity: 'full' } });
  const { size } = await readResult(market.ctx, { jobId, reader: buyer });
  expect(size).toBe(job.result?.size);
  await expect(
    readResult(market.ctx, { jobId, reader: market.wallets.dataOwner.address }),
  ).rejects.toMatchObject({ code: 'not_found' });
  expect(await creditOf(market, market.wallets.dataOwner.address)).toBe(price.dataset);
  expect(await creditOf(market, market.wallets.algorithmAuthor.address)).toBe(price.algorithm);
  expect(await creditOf(market, market.wallets.provider.address)).toBe(price.second);
  expect(market.engine.started[0]?.limits.wallSeconds).toBe(order.maxSeconds);
  expect(await market.engine.list()).toEqual([]);
});
