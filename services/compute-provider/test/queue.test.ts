import type { Bytes32 } from '@atoll/schemas/ids';
import { QueueLengths, QueueView, ResourceUsage, Utilisation } from '@atoll/schemas/queue';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EngineUnavailable } from '../src/engine/errors.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import {
  ask,
  codeOf,
  type Market,
  openMarket,
  orderPair,
  reaches,
  requestFor,
  sendOrder,
  viewOf,
} from './market.ts';
import { type Pair, publishPair } from './publish.ts';

/** Two processors for jobs of one, three slots, four orders that may wait. */
const cpus = 2;
const slots = 3;
const queueLength = 4;

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots, queueLength, reservedCpus: 8 - cpus });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

const good = { 'metrics.json': '{"accuracy":1}' };
// What an earlier test quoted and did not order has lapsed.
beforeEach(async () => {
  await market.anvil.rpc('evm_increaseTime', [121]);
  await market.anvil.mine(1);
});

let folds = 2;
/** Parameters that no other job has: identical jobs would be answered by the first one's outputs. */
function another(): { parameters: { folds: number } } {
  folds += 1;
  return { parameters: { folds } };
}

/** Orders jobs, each once the one before was taken on. */
async function orderInTurn(count: number): Promise<Bytes32[]> {
  const jobs: Bytes32[] = [];
  for (let index = 0; index < count; index += 1) {
    const { jobId } = await orderPair(market, pair, another());
    await waitFor('the order to be taken on', async () =>
      ['queued', 'running'].includes((await viewOf(market, jobId)).state),
    );
    jobs.push(jobId);
  }
  return jobs;
}

/** What anybody may know of the queue, word for word: no order and no account stands in it. */
async function lengthsOf(): Promise<QueueLengths> {
  const text = await (await ask(market, 'GET', '/queue/lengths')).text();
  for (const secret of ['buyer', 'jobId', market.wallets.buyer.address.toLowerCase()])
    expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  return QueueLengths.parse(JSON.parse(text));
}

const timeOf = async (jobId: Bytes32, state: string) => {
  const { timeline } = await viewOf(market, jobId);
  return Date.parse(timeline.findLast((each) => each.state === state)?.at ?? '');
};

test('a job waits for a processor though a slot is free, is told its place, and starts the moment one ends', async () => {
  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const jobs = await orderInTurn(4);
  const [first, second, third, fourth] = jobs;
  if (!first || !second || !third || !fourth) throw new Error('four jobs were ordered');
  await reaches(market, second, 'running');
  expect(await viewOf(market, third)).toMatchObject({
    state: 'queued',
    queue: { position: 1, reason: 'waiting_cpu' },
  });
  expect((await viewOf(market, fourth)).queue).toEqual({ position: 2, reason: 'waiting_cpu' });
  expect((await viewOf(market, first)).queue).toBeUndefined();

  expect(await codeOf(await ask(market, 'GET', '/queue', { as: 'buyer' }))).toBe('not_allowed');
  const view = QueueView.parse(await (await ask(market, 'GET', '/queue', { as: 'dataOwner' })).json());
  expect(view.machine.cpus).toBe(cpus);
  expect(view.running.map(({ jobId }) => jobId).toSorted()).toEqual([first, second].toSorted());
  expect(view.waiting.map(({ jobId, position, reason }) => ({ jobId, position, reason }))).toEqual([
    { jobId: third, position: 1, reason: 'waiting_cpu' },
    { jobId: fourth, position: 2, reason: 'waiting_cpu' },
  ]);
  const ends = view.running.map(({ endsBy }) => Date.parse(endsBy)).toSorted();
  expect(Math.abs(Date.parse(view.waiting[0]?.startsBy ?? '') - (ends[0] ?? 0))).toBeLessThan(2000);

  const [lengths] = await lengthsOf();
  expect(lengths).toMatchObject({ running: 2, waiting: 2 });
  // Behind both that wait, each of which may take as long as those that run.
  const untilThird = (Date.parse(view.waiting[0]?.startsBy ?? '') - Date.now()) / 1000;
  expect(lengths?.startsWithin).toBeGreaterThan(untilThird + 1);

  hold.resolve();
  for (const jobId of jobs) await reaches(market, jobId, 'released');
  expect(await lengthsOf()).toMatchObject([{ running: 0, waiting: 0, startsWithin: 0 }]);
  const freed = Math.min(await timeOf(first, 'delivering'), await timeOf(second, 'delivering'));
  expect((await timeOf(third, 'provisioning')) - freed).toBeLessThan(3000);
});

test('of many orders at once never more run than there are processors, and every second is accounted for', async () => {
  market.engine.behave({ files: good });
  const offers = await Promise.all(
    Array.from({ length: slots + queueLength }, () =>
      giveQuote(market.ctx, requestFor(market, pair, another())),
    ),
  );
  await expect(giveQuote(market.ctx, requestFor(market, pair, another()))).rejects.toMatchObject({
    code: 'environment_busy',
  });
  for (const offer of offers) await sendOrder(market, offer);
  for (const { jobId } of offers) await reaches(market, jobId, 'released');

  const { sql } = market.ctx.database;
  const [most] = await sql<{ most: bigint }[]>`
    select max((select count(*) from compute_provider.resource_holds as other
      where other.started_at <= one.started_at and other.ended_at > one.started_at)) as most
    from compute_provider.resource_holds as one`;
  expect(Number(most?.most)).toBeLessThanOrEqual(cpus);
  expect(Number(most?.most)).toBeGreaterThan(0);

  // Far below the five seconds after which the scan of open jobs would have found what may start.
  const gaps = await sql<{ gap: number }[]>`
    select extract(epoch from started_at - (select max(ended_at) from compute_provider.resource_holds as other
        where other.ended_at <= one.started_at))::double precision as gap
      from compute_provider.resource_holds as one join compute_provider.job_demands on job_demands.job_id = one.job_id
      where one.job_id = any(${offers.map(({ jobId }) => jobId)}) and started_at > queued_at + interval '1 second'`;
  expect(gaps.length).toBeGreaterThan(0);
  expect(Math.max(...gaps.map(({ gap }) => gap))).toBeLessThan(3);

  const usage = ResourceUsage.parse(await (await ask(market, 'GET', '/usage', { as: 'dataOwner' })).json());
  const { environments, jobs } = usage;
  expect(environments).toHaveLength(1);
  const own = jobs.filter(({ jobId }) => offers.some((offer) => offer.jobId === jobId));
  expect(own).toHaveLength(offers.length);
  for (const job of own) {
    const held = ((await timeOf(job.jobId, 'delivering')) - (await timeOf(job.jobId, 'provisioning'))) / 1000;
    // The buyer's times are in whole seconds.
    expect(Math.abs(job.slotSeconds - held)).toBeLessThanOrEqual(1);
    expect(job).toMatchObject({ attempts: 1, cpuSeconds: job.slotSeconds, usedCpuSeconds: 0.4 });
  }
  expect(environments[0]?.slotSeconds).toBeCloseTo(
    jobs.reduce((sum, { slotSeconds }) => sum + slotSeconds, 0),
    6,
  );
}, 60_000);

test('an order that has to wait gets later deadlines, by as long as what is before it may take', async () => {
  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const free = await giveQuote(market.ctx, requestFor(market, pair, another()));
  const wait = ({ order, validUntil }: typeof free) => order.runBy - validUntil - order.maxSeconds;
  const jobs = await orderInTurn(2);
  for (const jobId of jobs) await reaches(market, jobId, 'running');
  const third = await giveQuote(market.ctx, requestFor(market, pair, another()));
  expect(wait(third) - wait(free)).toBeGreaterThan(0);
  expect(wait(third) - wait(free)).toBeLessThanOrEqual(third.order.maxSeconds);
  // Two quotes that can still be ordered fill the processors after the two runs.
  const fourth = await giveQuote(market.ctx, requestFor(market, pair, another()));
  expect(wait(fourth) - wait(third)).toBeGreaterThan(third.order.maxSeconds / 2);
  hold.resolve();
  for (const jobId of jobs) await reaches(market, jobId, 'released');
});

test('a job that the engine does not start pauses, and another one starts meanwhile', async () => {
  market.engine.behave({ files: good });
  const { run } = market.engine;
  const broken: { jobId?: string } = {};
  market.engine.run = (specification) => {
    broken.jobId ??= specification.jobId;
    return specification.jobId === broken.jobId
      ? Promise.reject(new EngineUnavailable('no answer'))
      : run(specification);
  };
  const first = await orderPair(market, pair, another());
  await waitFor('the first attempt to fail', async () => {
    const { queue } = await viewOf(market, first.jobId);
    return queue?.reason === 'waiting_retry';
  });
  const others = [
    await orderPair(market, pair, another()),
    await orderPair(market, pair, another()),
    await orderPair(market, pair, another()),
  ];
  for (const { jobId } of others) await reaches(market, jobId, 'released');
  expect(broken.jobId).toBe(first.jobId);
  const { attempt } = await viewOf(market, first.jobId);
  // A pause that doubles, not as often as there is something to wake up for.
  expect(attempt).toBeLessThan(5);
  market.engine.run = run;
  await reaches(market, first.jobId, 'released', 20_000);
}, 40_000);

test('a provider that dies gives back what it held: nothing is held that does not run', async () => {
  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const jobs = await orderInTurn(3);
  await market.restart(() => {
    market.engine.restart();
    market.engine.behave({ files: good });
  });
  hold.resolve();
  for (const jobId of jobs) await reaches(market, jobId, 'released');
  const { sql } = market.ctx.database;
  expect(await sql`select job_id from compute_provider.resource_holds where ended_at is null`).toEqual([]);
  const attempts = await Promise.all(jobs.map(async (jobId) => (await viewOf(market, jobId)).attempt));
  expect(attempts.toSorted()).toEqual([1, 2, 2]);
});

test('how busy the last hours were is public, in whole percents of slots, processors and memory', async () => {
  const { sql } = market.ctx.database;
  const [job] = await sql<{ jobId: string }[]>`select job_id as "jobId" from compute_provider.jobs limit 1`;
  const environment = market.ctx.settings.environments[0]?.id ?? '';
  const before = Utilisation.parse(await (await ask(market, 'GET', '/utilisation')).json());
  expect(before).toHaveLength(168);
  await sql`insert into compute_provider.resource_holds values (${job?.jobId ?? ''}, 99, 'x', ${environment}, 1, 4294967296, 0,
    date_trunc('hour', now()) - interval '90 minutes', date_trunc('hour', now()) - interval '30 minutes')`;
  const after = Utilisation.parse(await (await ask(market, 'GET', '/utilisation')).json());
  expect(after.slice(-2)).toMatchObject([
    { slots: 0.17, cpus: 0.25, memory: 0.13 },
    { slots: 0.17, cpus: 0.25, memory: 0.13 },
  ]);
  expect(after.slice(0, -2)).toEqual(before.slice(0, -2));
});
