import { EnvironmentOffer } from '@atoll/schemas/environment';
import { SignedReceipt } from '@atoll/schemas/job';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { ask, type Market, openMarket, orderPair, reaches, requestFor, sendOrder } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  pair = await publishPair(market, { rules: { runtime: 'gvisor' } });
});
afterAll(() => market?.close());
beforeEach(() => market.engine.useRuntime('runsc'));

const statementOf = async (jobId: string) => {
  const reply = await ask(market, 'GET', `/jobs/${jobId}/receipt`, { as: 'buyer' });
  return ReceiptStatement.parse(SignedReceipt.parse(await reply.json()).statement);
};

test('data that may be opened under gVisor only is not quoted where jobs run under something else', async () => {
  market.engine.useRuntime('runc');
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'runtime_unavailable',
    data: { needed: 'runsc', there: 'runc' },
  });
  const free = await publishPair(market, { rules: { runtime: 'any' } });
  expect(await giveQuote(market.ctx, requestFor(market, free))).toMatchObject({
    engine: { runtime: 'runc' },
  });
});

test('environment, quote and receipt state the runtime and its version', async () => {
  const engine = { name: 'fake', version: '1', runtime: 'runsc', runtimeVersion: '1' };
  const listed = await ask(market, 'GET', '/environments');
  expect(z.array(EnvironmentOffer).parse(await listed.json())).toMatchObject([{ engine }]);
  const offer = await orderPair(market, pair);
  expect(offer.engine).toEqual(engine);
  await reaches(market, offer.jobId, 'released');
  expect((await statementOf(offer.jobId)).predicate.engine).toEqual(engine);
});

test('an order that was quoted under gVisor is refunded in full where gVisor is gone at the start', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  market.engine.useRuntime('runc');
  const before = market.engine.started.length;
  await sendOrder(market, offer);
  const { reason, settlement } = await reaches(market, offer.jobId, 'refused');
  expect([reason, settlement]).toEqual(['runtime_unavailable', 'refunded']);
  expect(market.engine.started).toHaveLength(before);
});

test('a receipt states the runtime that the run was started with, whatever runs jobs when it is signed', async () => {
  const under = Promise.withResolvers<undefined>();
  market.engine.behave({ files: { 'metrics.json': '{}' }, until: under.promise });
  const offer = await orderPair(market, pair);
  await reaches(market, offer.jobId, 'running');
  market.engine.useRuntime('runc');
  under.resolve(undefined);
  await reaches(market, offer.jobId, 'released');
  expect((await statementOf(offer.jobId)).predicate.engine.runtime).toBe('runsc');
});
