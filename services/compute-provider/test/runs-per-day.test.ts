import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestBlock } from '../src/jobs/newest-block.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder } from './market.ts';
import { publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 8, quoteSeconds: 120 });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
});
afterAll(() => market?.close());

/** Parameters of their own, so that no job is answered with another one's result. */
const another = (folds: number) => ({ parameters: { folds } });

async function passTime(seconds: number): Promise<void> {
  const client = (await market.as('stranger')).publicClient;
  const call = (method: string, params: unknown[]) =>
    fetch(market.anvil.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
  await call('evm_increaseTime', [seconds]);
  await call('evm_mine', []);
  await client.getBlockNumber({ cacheTime: 0 });
}

test('runs in 24 hours are bounded over all quotes and runs, and the refusal says when the next one is free', async () => {
  const pair = await publishPair(market, { rules: { runsPerDay: 2 } });
  const { jobId } = await orderPair(market, pair, another(2));
  await reaches(market, jobId, 'released');
  await giveQuote(market.ctx, requestFor(market, pair, another(3)));
  await expect(giveQuote(market.ctx, requestFor(market, pair, another(4)))).rejects.toMatchObject({
    code: 'runs_exhausted',
    retryable: true,
    data: { runsPerDay: 2, retryAfterSeconds: expect.any(Number) },
  });
  // The quote that nobody ordered lapses first.
  const { timestamp } = await newestBlock(market.ctx.chain);
  const error = await giveQuote(market.ctx, requestFor(market, pair, another(4))).catch(
    (each: unknown) => each,
  );
  const seconds = Number(Object(error).data?.retryAfterSeconds);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(125);
  await passTime(seconds + 1);
  expect((await newestBlock(market.ctx.chain)).timestamp).toBeGreaterThan(timestamp + seconds);
  await giveQuote(market.ctx, requestFor(market, pair, another(4)));
});

test('of many quotes at the same time no more than the limit are given', async () => {
  const pair = await publishPair(market, { rules: { runsPerDay: 3 } });
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) =>
      giveQuote(market.ctx, requestFor(market, pair, another(10 + index))),
    ),
  );
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const each of asked)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'runs_exhausted' });
});

test('a job that is answered with an earlier result counts as no run, nor does a run after a day', async () => {
  const pair = await publishPair(market, { rules: { runsPerDay: 1 } });
  const first = await orderPair(market, pair, another(5));
  await reaches(market, first.jobId, 'released');
  await expect(giveQuote(market.ctx, requestFor(market, pair, another(9)))).rejects.toMatchObject({
    code: 'runs_exhausted',
  });
  const runs = market.engine.started.length;
  const again = await orderPair(market, pair, another(5));
  await reaches(market, again.jobId, 'released');
  expect(market.engine.started).toHaveLength(runs);
  await passTime(86_400);
  const next = await orderPair(market, pair, another(9));
  await reaches(market, next.jobId, 'released');
});

test('a job that was to be answered and has to run after all waits for a free run', async () => {
  const pair = await publishPair(market, { rules: { runsPerDay: 1 } });
  const first = await orderPair(market, pair, another(5));
  await reaches(market, first.jobId, 'released');
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  await market.ctx.database.sql`
    update compute_provider.kept_outputs set answers = false where job_id = ${first.jobId}`;
  const runs = market.engine.started.length;
  await sendOrder(market, offer);
  await reaches(market, offer.jobId, 'queued');
  // Until its deadline; then it is refused with a full refund.
  await passTime(offer.order.runBy - (await newestBlock(market.ctx.chain)).timestamp - 30);
  expect(await reaches(market, offer.jobId, 'failed', 15_000)).toMatchObject({ settlement: 'refunded' });
  expect(market.engine.started).toHaveLength(runs);
});
