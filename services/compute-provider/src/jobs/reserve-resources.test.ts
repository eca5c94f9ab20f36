import { systemClock } from '@atoll/server-kit/clock';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeEach, expect, test } from 'vitest';
import * as tables from '../store/tables.ts';
import { applyEvent } from './apply-event.ts';
import { createJobNews } from './news.ts';
import { buyerOf, jobIdOf, settingsOf, writeJob } from './queue-fixture.ts';
import { readLoad } from './read-load.ts';
import { giveBack, reserveResources } from './reserve-resources.ts';

const { url } = await testDatabase({ service: 'compute-provider' });
const database = openDatabase({ url, schema: tables, application: 'test' });
afterAll(() => database.close());

const ctx = {
  database,
  settings: settingsOf({ cpus: 4, slots: 100 }),
  clock: systemClock,
  news: createJobNews(),
  logger: createLogger({ name: 'test', level: 'silent' }),
};
beforeEach(() => database.sql`truncate compute_provider.jobs, compute_provider.quotes cascade`);

const queued = (index: number, changes: { buyer?: number; maxSeconds?: number; cpus?: number } = {}) =>
  writeJob(ctx, {
    jobId: jobIdOf(index),
    buyer: buyerOf(changes.buyer ?? 1),
    maxSeconds: changes.maxSeconds ?? 60,
    cpus: changes.cpus ?? 1,
    queuedAt: new Date(),
  });
const reserve = (index: number) => reserveResources(ctx, { jobId: jobIdOf(index), blockTime: 0 });
const running = () =>
  database.sql`select job_id from compute_provider.jobs where state in ('provisioning', 'running')`;

test('of twenty that reserve at the same moment as many start as there are processors', async () => {
  const indices = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const index of indices) await queued(index);
  await Promise.all(indices.map(reserve));
  expect(await running()).toHaveLength(4);
});

test('a start that is decided while another one is being written waits for it and counts it', async () => {
  await queued(1);
  await queued(2, { cpus: 4 });
  const settled: unknown[] = [];
  let second: Promise<unknown> = Promise.resolve();
  await database.sql.begin(async (first) => {
    await first`select pg_advisory_xact_lock(hashtextextended('atoll.schedule', 0))`;
    second = reserve(1).then((status) => settled.push(status));
    await waitFor('the second to wait', async () => {
      const [waits] = await database.sql`select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      return waits !== undefined || settled.length > 0;
    });
    await first`update compute_provider.jobs set state = 'running' where job_id = ${jobIdOf(2)}`;
  });
  await second;
  expect(settled).toEqual([undefined]);
});

test('a job that is not next does not start, and the one that is does', async () => {
  await queued(1, { maxSeconds: 1000, cpus: 4 });
  await queued(2, { maxSeconds: 5, cpus: 4, buyer: 2 });
  expect(await reserve(1)).toBeUndefined();
  expect(await reserve(2)).toMatchObject({ state: 'provisioning', attempt: 1 });
  expect(await reserve(1)).toBeUndefined();
  await applyEvent(ctx, {
    jobId: jobIdOf(2),
    event: { event: 'stopped', reason: 'engine_failed', computeSeconds: 0 },
  });
  expect(await reserve(1)).toMatchObject({ state: 'provisioning' });
});

test('what a buyer has used counts against its next job, less as time passes', async () => {
  const use = async (hoursAgo: number) =>
    database.sql`insert into compute_provider.resource_holds values (${jobIdOf(9)}, ${hoursAgo}, ${buyerOf(1)}, 'e', 4, 1, 0,
      now() - make_interval(hours => ${hoursAgo}, secs => 3600), now() - make_interval(hours => ${hoursAgo}))`;
  await queued(9, { buyer: 3 });
  await queued(1, { buyer: 1, cpus: 4 });
  await queued(2, { buyer: 2, cpus: 4, maxSeconds: 90 });
  const servedOf = async () => {
    const { served } = await readLoad(database.db, ctx.settings, { now: new Date(), blockTime: 0 });
    return served.get(buyerOf(1)) ?? 0;
  };
  expect(await servedOf()).toBe(0);
  await use(1);
  expect(await servedOf()).toBeCloseTo(3600 / 2 ** 4, 0);
  await use(0);
  expect(await servedOf()).toBeCloseTo(3600 + 3600 / 2 ** 4, 0);
});

test('an attempt that failed holds nothing and pauses longer each time, at most a minute', async () => {
  await queued(1);
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await database.sql`update compute_provider.job_demands set not_before = null`;
    expect(await reserve(1)).toMatchObject({ attempt });
    await giveBack(ctx, jobIdOf(1));
    const { waiting } = await readLoad(database.db, ctx.settings, { now: new Date(), blockTime: 0 });
    pauses.push(Math.ceil(waiting[0]?.notBeforeIn ?? 0));
    expect(await reserve(1)).toBeUndefined();
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(await database.sql`select 1 from compute_provider.resource_holds where ended_at is null`).toEqual(
    [],
  );
});

test('a job whose demand was never noted counts as the whole of its environment', async () => {
  await queued(1, { cpus: 0.1 });
  await database.sql`delete from compute_provider.job_demands`;
  const { waiting } = await readLoad(database.db, ctx.settings, { now: new Date(), blockTime: 0 });
  expect(waiting[0]?.needs).toEqual({ milliCpus: 1000, memoryBytes: 1 << 20, gpus: 0 });
});
