import { readJobState } from '@atoll/chain/read-job-state';
import { SignedReceipt } from '@atoll/schemas/job';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { SampleView } from '@atoll/schemas/sample-api';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GpuDevice } from '../src/engine/engine.ts';
import { GpuNotCleared } from '../src/engine/errors.ts';
import { recoverGpus } from '../src/gpus/release-gpus.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { decide } from './decide.ts';
import { ask, type Market, openMarket, orderPair, reaches, requestFor, sendOrder } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

const gpu = (index: number): GpuDevice => ({
  uuid: `GPU-${`${index}`.repeat(8)}-0000-0000-0000-000000000000`,
  model: 'NVIDIA Test 40GB',
  memoryBytes: 40 * 2 ** 30,
  index,
});
const gpus = [gpu(0), gpu(1)];
const resources = { cpus: 1, memoryBytes: 64 << 20, scratchBytes: 0, pids: 16, gpus: 1 };

let market: Market;
let pair: Pair;
const database = await testDatabase();
const inService = () =>
  waitFor('every GPU to be free', async () => {
    const open = await market.ctx.database
      .sql`select 1 from compute_provider.gpu_holds where cleared_at is null`;
    return open.length === 0;
  });
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, gpus, slots: 4 });
  pair = await publishPair(market, { manifest: { resources } });
});
afterAll(() => market?.close());
beforeEach(async () => {
  market.engine.haveGpus(gpus);
  market.engine.onClear(() => Promise.resolve());
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  await recoverGpus(market.ctx, gpus);
  await inService();
});

const statementOf = async (jobId: string) => {
  const reply = await ask(market, 'GET', `/jobs/${jobId}/receipt`, { as: 'buyer' });
  return ReceiptStatement.parse(SignedReceipt.parse(await reply.json()).statement).predicate;
};
const endOfSettled = (jobId: `0x${string}`) => reaches(market, jobId, 'released', 20_000);

test('what the devices held before this process began is cleared before anybody gets them', () => {
  expect(market.engine.cleared.slice(0, 2).sort()).toEqual(gpus.map(({ uuid }) => uuid));
});

test('a job gets a device to itself, is metered by it, and its receipt states what was cleared', async () => {
  market.engine.behave({ files: { 'metrics.json': '{}' }, wallSeconds: 3 });
  const before = market.engine.cleared.length;
  const { jobId } = await orderPair(market, pair);
  await endOfSettled(jobId);
  const run = market.engine.started.find((each) => each.jobId === jobId);
  expect(run?.gpus).toHaveLength(1);
  expect(market.engine.cleared.slice(before)).toEqual(run?.gpus?.map(({ uuid }) => uuid));
  expect(await statementOf(jobId)).toMatchObject({
    usage: { gpuSeconds: 3 },
    gpu: [
      {
        model: 'NVIDIA Test 40GB',
        memoryBytes: 40 * 2 ** 30,
        access: 'device_nodes',
        cleared: { bytes: 40 * 2 ** 30 - 1, checkedBytes: 1024 },
      },
    ],
  });
});

test('three jobs and two devices: the third waits until one was cleared, and no device is ever shared', async () => {
  const under = Promise.withResolvers<undefined>();
  const clearing = Promise.withResolvers<undefined>();
  market.engine.behave({ files: { 'metrics.json': '{}' }, until: under.promise });
  market.engine.onClear(() => clearing.promise);
  const offers = [
    await orderPair(market, pair),
    await orderPair(market, pair),
    await orderPair(market, pair),
  ];
  const startedOf = () =>
    market.engine.started.filter(({ jobId }) => offers.some((offer) => offer.jobId === jobId));
  await waitFor('two to run', () => Promise.resolve(startedOf().length === 2));
  const [first] = startedOf();
  under.resolve(undefined);
  await reaches(market, (first?.jobId ?? '0x') as `0x${string}`, 'settling');
  expect(startedOf()).toHaveLength(2);
  clearing.resolve(undefined);
  for (const { jobId } of offers) await endOfSettled(jobId);
  expect(startedOf()).toHaveLength(3);
});

test('a device that cannot be cleared is out of service: the receipt says so, and a job that needs it is refunded in full', async () => {
  market.engine.onClear((device) => Promise.reject(new GpuNotCleared(device.uuid, 'a test says so')));
  const two = await publishPair(market, { manifest: { resources: { ...resources, gpus: 2 } } });
  const promised = await giveQuote(market.ctx, requestFor(market, two));
  const { jobId } = await orderPair(market, pair);
  await endOfSettled(jobId);
  expect((await statementOf(jobId)).gpu).toMatchObject([{ cleared: null }]);
  await expect(
    giveQuote(market.ctx, requestFor(market, two, { parameters: { folds: 7 } })),
  ).rejects.toMatchObject({
    code: 'gpu_unavailable',
    data: { needed: 2, there: 1 },
  });
  await sendOrder(market, promised);
  const refused = await reaches(market, promised.jobId, 'refused');
  expect([refused.reason, refused.settlement]).toEqual(['gpu_unavailable', 'refunded']);
});

/** The newest block lies so late that what has to be on chain by then is sent now or never. */
async function comesToLastMoment(deadline: number): Promise<void> {
  await market.anvil.rpc('evm_setNextBlockTimestamp', [deadline - market.ctx.settings.marginSeconds / 2 + 1]);
  await market.anvil.mine(1);
}

test('a receipt does not wait for the clearing of its device when its deadline is near: the run is paid', async () => {
  const clearing = Promise.withResolvers<undefined>();
  market.engine.onClear(() => clearing.promise);
  const { jobId, order } = await orderPair(market, pair);
  await reaches(market, jobId, 'settling');
  await comesToLastMoment(order.runBy);
  await market.ctx.enqueue(jobId);
  await endOfSettled(jobId);
  expect((await statementOf(jobId)).gpu).toMatchObject([{ cleared: null }]);
  clearing.resolve(undefined);
});

test('of a run that was reported, the deadline of the review is the one that counts', async () => {
  const clearing = Promise.withResolvers<undefined>();
  market.engine.onClear(() => clearing.promise);
  const rules = { release: 'review' } as const;
  const held = await publishPair(market, { manifest: { resources }, rules, reviewWindow: 3600 });
  const { jobId, order } = await orderPair(market, held);
  await reaches(market, jobId, 'output_review');
  const reported = async () => (await readJobState(market.ctx.chain, jobId)).state === 'reported';
  await waitFor('the run to be reported', reported);
  await comesToLastMoment(order.runBy);
  await decide(market, jobId, 'release');
  await reaches(market, jobId, 'settling');
  clearing.resolve(undefined);
  await endOfSettled(jobId);
  expect((await statementOf(jobId)).gpu).toMatchObject([{ cleared: { checkedBytes: 1024 } }]);
});

test('a gVisor that cannot give GPUs is gpu_sandbox_unsupported with its reason before the payment, and a refund after it', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 11 } }));
  market.engine.haveGpus(gpus, 'gVisor 2024 cannot use driver 999.1');
  const reply = await ask(market, 'POST', '/quotes', { as: 'buyer', json: requestFor(market, pair) });
  expect(reply.status).toBe(409);
  expect(await reply.json()).toMatchObject({
    code: 'gpu_sandbox_unsupported',
    detail: expect.stringContaining('driver 999.1'),
  });
  await sendOrder(market, offer);
  expect((await reaches(market, offer.jobId, 'refused')).reason).toBe('gpu_unavailable');
});

test('a job that needs more GPUs than the environment promises is gpu_unavailable before the payment', async () => {
  const three = await publishPair(market, { manifest: { resources: { ...resources, gpus: 3 } } });
  await expect(giveQuote(market.ctx, requestFor(market, three))).rejects.toMatchObject({
    code: 'gpu_unavailable',
    data: { needed: 3, there: 2 },
  });
});

test('a run on a sample gets no GPU, and an algorithm that needs one is refused there', async () => {
  const own = await publishPair(market, { manifest: { resources } });
  const owner = { as: 'dataOwner' } as const;
  await ask(market, 'PUT', '/datasets/reef/privacy', { ...owner, json: { cap: 6 } });
  const domains = {
    'reef.csv': {
      depth: { kind: 'number', min: 0, max: 50 },
      kind: { kind: 'categories', values: ['coral', 'sponge'] },
    },
  };
  const json = { epsilon: 1, rows: 10, domains };
  const made = await ask(market, 'POST', '/datasets/reef/samples', { ...owner, json });
  const { sample } = SampleView.parse(await made.json());
  await ask(market, 'POST', `/datasets/reef/samples/${sample}/publish`, owner);
  const reply = await ask(market, 'POST', '/sample-runs', {
    as: 'buyer',
    json: {
      datasetId: own.datasetId.toString(),
      metadataDigest: own.algorithmDigest,
      parameters: { folds: 3 },
    },
  });
  expect(await reply.json()).toMatchObject({
    code: 'gpu_unavailable',
    detail: expect.stringContaining('runs on samples get none'),
  });
});

test('a provider that is killed under a run keeps its device for it, and clears it afterwards', async () => {
  const under = Promise.withResolvers<undefined>();
  market.engine.behave({ files: { 'metrics.json': '{}' }, until: under.promise });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  const uuid = market.engine.started.at(-1)?.gpus?.[0]?.uuid;
  await market.restart();
  const held = await market.ctx.database.sql`
    select uuid from compute_provider.gpu_holds where cleared_at is null and job_id = ${jobId}`;
  expect(held).toEqual([{ uuid }]);
  const before = market.engine.cleared.length;
  under.resolve(undefined);
  await endOfSettled(jobId);
  expect(market.engine.cleared.slice(before)).toContain(uuid);
});

test('an environment that promises GPUs which are not there keeps the provider from starting, with the reason', async () => {
  await expect(market.restart(() => market.engine.haveGpus([gpu(0)]))).rejects.toThrow(
    /promises NVIDIA Test 40GB.*there is NVIDIA Test 40GB/,
  );
});
