import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJobState } from '@atoll/chain/read-job-state';
import { readResult } from '../src/jobs/read-result.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder, viewOf } from './market.ts';
import { publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, confirmations: 2 });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
});
afterAll(() => market?.close());

test('neither an order nor a settlement counts before it lies under the configured blocks', async () => {
  const pair = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  await sendOrder(market, offer);
  await market.anvil.mine(1);
  expect((await viewOf(market, offer.jobId)).state).toBe('quoted');
  await market.anvil.mine(1);
  await reaches(market, offer.jobId, 'settling');
  const reader = market.wallets.buyer.address;
  const onChain = async () => (await readJobState(market.ctx.chain, offer.jobId)).state;
  await expect.poll(onChain, { timeout: 10_000 }).toBe('ended');
  await expect(readResult(market.ctx, { jobId: offer.jobId, reader })).rejects.toMatchObject({
    code: 'result_not_ready',
  });
  await market.anvil.mine(2);
  await reaches(market, offer.jobId, 'released');
  expect((await readResult(market.ctx, { jobId: offer.jobId, reader })).size).toBeGreaterThan(0);
});

test('silence of the data owner past the review window means that the output is kept back', async () => {
  const pair = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 600 });
  const { jobId, order } = await orderPair(market, pair);
  await market.anvil.mine(2);
  await reaches(market, jobId, 'output_review');
  const reported = async () => (await readJobState(market.ctx.chain, jobId)).state;
  await expect.poll(reported, { timeout: 10_000 }).toBe('reported');
  await market.anvil.rpc('evm_setNextBlockTimestamp', [order.reviewBy + 1]);
  await market.anvil.mine(1);
  await market.ctx.enqueue(jobId);
  await expect.poll(reported, { timeout: 10_000 }).toBe('ended');
  await market.anvil.mine(2);
  const job = await reaches(market, jobId, 'withheld');
  expect(job).toMatchObject({ reason: 'review_timed_out', settlement: 'part_refunded' });
  expect(job.result).toBeUndefined();
});
