import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { HaltState } from '@atoll/schemas/desk';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { bindDataset } from '../src/datasets/bind-dataset.ts';
import { listDatasets } from '../src/datasets/list-datasets.ts';
import { resumeProvider } from '../src/desk/resume-provider.ts';
import { stopForbidden } from '../src/desk/stop-forbidden.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import {
  ask,
  codeOf,
  creditOf,
  type Market,
  openMarket,
  orderPair,
  reaches,
  requestFor,
  sendOrder,
  viewOf,
} from './market.ts';
import { approvalFor, type Pair, publishPair, takeOver } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 16 });
  pair = await publishPair(market);
});
afterEach(() => resumeProvider(market.ctx));
afterAll(() => market?.close());

const files = { 'metrics.json': '{"accuracy":1}' };
const forever = new Promise<undefined>(() => undefined);
const refunded = (reason: string) => ({ reason, settlement: 'refunded' });
const halt = (as: 'dataOwner' | 'stranger' | 'provider', reason = 'an incident') =>
  ask(market, 'PUT', '/halt', { as, json: { reason } });
const isRunning = async (jobId: string) => (await market.engine.observe(jobId)).kind !== 'absent';

let folds = 2;
/** Another job than any before: one that was answered already would not run. */
const orderFresh = (of: Pair) => orderPair(market, of, { parameters: { folds: (folds += 1) } });

/** Orders a job that runs until it is stopped. */
async function startRun(of: Pair) {
  market.engine.behave({ files, until: forever });
  const { jobId } = await orderFresh(of);
  await reaches(market, jobId, 'running');
  expect(await isRunning(jobId)).toBe(true);
  return jobId;
}

test('nobody but the custodian halts the provider or lifts the halt', async () => {
  for (const as of ['stranger', 'provider'] as const) {
    expect(await codeOf(await halt(as))).toBe('not_allowed');
    expect(await codeOf(await ask(market, 'DELETE', '/halt', { as }))).toBe('not_allowed');
  }
  expect(await codeOf(await ask(market, 'PUT', '/halt', { json: { reason: 'x' } }))).toBe(
    'invalid_signature',
  );
  expect(await (await ask(market, 'GET', '/halt')).json()).toEqual({ halted: false });
});

test('a halt stops what runs at once with a full refund, and nothing is quoted, relayed or started until it is lifted', async () => {
  const before = await creditOf(market, market.wallets.buyer.address);
  const jobId = await startRun(pair);
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  const runs = market.engine.started.length;
  expect((await halt('dataOwner')).status).toBe(200);
  expect(await isRunning(jobId)).toBe(false);
  const { order, state } = await reaches(market, jobId, 'refused');
  expect(await viewOf(market, jobId)).toMatchObject(refunded('provider_halted'));
  expect(state).toBe('refused');
  expect(await creditOf(market, market.wallets.buyer.address)).toBeGreaterThan(before);
  expect(order.maxSeconds).toBe(60);

  const seen = HaltState.parse(await (await ask(market, 'GET', '/halt')).json());
  expect(seen).toMatchObject({ halted: true, reason: 'an incident' });
  expect(await (await ask(market, 'GET', '/identity')).json()).toMatchObject({ halt: seen });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'provider_halted',
    retryable: true,
    data: { reason: 'an incident' },
  });
  const relay = { jobId: offer.jobId, signature: `0x${'11'.repeat(65)}`, permit: '0x' };
  expect(await codeOf(await ask(market, 'POST', '/orders', { json: relay }))).toBe('provider_halted');

  // Ordered all the same, with a quote of before; and by a process that knows of the halt from the database alone.
  await market.restart(() => sendOrder(market, offer));
  await reaches(market, offer.jobId, 'refused');
  expect(await viewOf(market, offer.jobId)).toMatchObject(refunded('provider_halted'));
  expect(market.engine.started).toHaveLength(runs);

  expect((await halt('dataOwner', 'another reason')).status).toBe(200);
  expect(await (await ask(market, 'GET', '/halt')).json()).toEqual(seen);
  expect(await (await ask(market, 'DELETE', '/halt', { as: 'dataOwner' })).json()).toEqual({ halted: false });
  market.engine.behave({ files });
  await reaches(market, (await orderFresh(pair)).jobId, 'released');
});

test('an output that is held stays held during a halt', async () => {
  market.engine.behave({ files });
  const own = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  const { jobId } = await orderPair(market, own);
  await reaches(market, jobId, 'output_review');
  await halt('dataOwner');
  // Decided before the halt and not acted on yet.
  await market.ctx.database
    .sql`update compute_provider.jobs set decision = 'release' where job_id = ${jobId}`;
  await market.restart();
  await market.ctx.enqueue(jobId);
  await stopForbidden(market.ctx);
  await waitFor('the run to be reported', async () =>
    (await viewOf(market, jobId)).transactions.some(({ what }) => what === 'report'),
  );
  expect((await viewOf(market, jobId)).state).toBe('output_review');
  await resumeProvider(market.ctx);
  await market.ctx.enqueue(jobId);
  await reaches(market, jobId, 'released');
});

test('a run whose approval the custodian takes back is destroyed at once and refunded in full', async () => {
  const own = await publishPair(market);
  const running = [await startRun(own), await startRun(own)];
  await revokeAlgorithm(market.ctx, approvalFor(own));
  for (const jobId of running) {
    expect(await isRunning(jobId)).toBe(false);
    await reaches(market, jobId, 'refused');
    expect(await viewOf(market, jobId)).toMatchObject(refunded('approval_revoked'));
  }
});

test('a run whose approval its owner takes back on chain is destroyed without anybody asking', async () => {
  const own = await publishPair(market);
  const jobId = await startRun(own);
  const other = await startRun(pair);
  await simulateThenSend(await market.as('dataOwner'), {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'revokeAlgorithm',
    args: [own.datasetId, own.algorithmId, own.algorithmDigest],
  });
  await reaches(market, jobId, 'refused');
  expect(await viewOf(market, jobId)).toMatchObject(refunded('approval_revoked'));
  expect(await isRunning(jobId)).toBe(false);
  expect((await viewOf(market, other)).state).toBe('running');
  await halt('dataOwner');
});

test('a run over a dataset that changes hands is destroyed, even where the thief approves it again', async () => {
  const own = await publishPair(market);
  const jobId = await startRun(own);
  await takeOver(market, own);
  await reaches(market, jobId, 'refused');
  expect(await viewOf(market, jobId)).toMatchObject(refunded('approval_revoked'));
  expect(await isRunning(jobId)).toBe(false);
});

test('a dataset that changed hands while its job ran runs again once the custodian bound it for the new owner', async () => {
  const own = await publishPair(market);
  const jobId = await startRun(own);
  await takeOver(market, own);
  await reaches(market, jobId, 'refused');
  await expect(giveQuote(market.ctx, requestFor(market, own))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
  const [bound] = (await listDatasets(market.ctx)).filter((each) =>
    each.asset?.endsWith(`/${own.datasetId}`),
  );
  await bindDataset(market.ctx, { snapshot: bound?.snapshot ?? '', assetId: own.datasetId.toString() });
  market.engine.behave({ files });
  await reaches(market, (await orderPair(market, own)).jobId, 'released');
});

test('a container that was made while its job was being stopped does not stay', async () => {
  const own = await publishPair(market);
  const jobId = await startRun(own);
  const { sql } = market.ctx.database;
  // The refund cannot be mined, so that only the round itself can remove the container.
  const stuck = { ...market.ctx, enqueue: () => Promise.resolve() };
  await sql`update compute_provider.jobs set state = 'settling', outcome = 'refused', reason = 'approval_revoked'
    where job_id = ${jobId}`;
  await stopForbidden(stuck);
  expect(await isRunning(jobId)).toBe(false);
  await market.ctx.enqueue(jobId);
  await reaches(market, jobId, 'refused');
});
