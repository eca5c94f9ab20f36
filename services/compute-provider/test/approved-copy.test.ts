import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder, viewOf } from './market.ts';
import { newVersion } from './new-version.ts';
import { publishPair, takeOver } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 8 });
});
afterAll(() => market?.close());

const files = { 'metrics.json': '{"accuracy":1}' };

test('a version that is published after the order changes nothing of what runs, and has no approval of its own', async () => {
  const pair = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  market.engine.behave({ files });
  await market.restart(async () => {
    await sendOrder(market, offer);
  });
  // Whether it comes before the start or after it: what runs is what was ordered.
  const next = await newVersion(market, pair, {
    manifest: { entrypoint: ['/steal'], environment: { MODE: 'all' }, maxSeconds: 50 },
  });
  await reaches(market, offer.jobId, 'released');
  expect(market.engine.started.find(({ jobId }) => jobId === offer.jobId)).toMatchObject({
    entrypoint: ['/train'],
    environment: {},
  });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'stale_version',
  });
  await expect(giveQuote(market.ctx, requestFor(market, next))).rejects.toMatchObject({
    code: 'not_approved',
  });
});

test('a run takes the copy that was approved: the document is not asked for again, wherever it went', async () => {
  const pair = await publishPair(market);
  market.engine.behave({ files });
  const { storage } = market.ctx;
  const { getDocument } = storage;
  let asked = 0;
  Object.assign(storage, {
    getDocument: () => {
      asked += 1;
      return Promise.reject(new Error('somebody else’s bytes'));
    },
  });
  try {
    const { jobId } = await orderPair(market, pair);
    await reaches(market, jobId, 'released');
    expect(market.engine.started.at(-1)?.entrypoint).toEqual(['/train']);
  } finally {
    Object.assign(storage, { getDocument });
  }
  expect(asked).toBe(0);
});

test('a job that waited in the queue while its dataset changed hands does not start', async () => {
  const pair = await publishPair(market);
  market.engine.behave({ files, until: new Promise(() => undefined) });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  const runs = market.engine.started.length;
  await market.restart(async () => {
    market.engine.restart();
    const sql = postgres(database.url, { max: 1 });
    await sql`update compute_provider.jobs set state = 'queued' where job_id = ${jobId}`;
    await sql.end();
    await takeOver(market, pair);
  });
  await reaches(market, jobId, 'refused');
  expect(await viewOf(market, jobId)).toMatchObject({ reason: 'approval_revoked', settlement: 'refunded' });
  expect(market.engine.started).toHaveLength(runs);
});
