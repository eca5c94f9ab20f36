import { systemClock } from '@atoll/server-kit/clock';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { testDatabase } from '@atoll/tests/support/test-database';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { GpuDevice } from '../engine/engine.ts';
import { applyEvent } from '../jobs/apply-event.ts';
import { createJobNews } from '../jobs/news.ts';
import { buyerOf, jobIdOf, settingsOf, writeJob } from '../jobs/queue-fixture.ts';
import { giveBack, reserveResources } from '../jobs/reserve-resources.ts';
import { createFakeEngine } from '../../test/fake-engine.ts';
import * as tables from '../store/tables.ts';
import { chooseGpus } from './choose-gpus.ts';
import { recoverGpus, releaseGpus } from './release-gpus.ts';

const { url } = await testDatabase({ service: 'compute-provider' });
const database = openDatabase({ url, schema: tables, application: 'test' });
afterAll(() => database.close());

const gpu = (index: number, gibibytes = 40, model = 'NVIDIA Test'): GpuDevice => ({
  uuid: `GPU-${String(index).padStart(8, '0')}-0000-0000-0000-000000000000`,
  model,
  memoryBytes: gibibytes * 2 ** 30,
  index,
});
const devices = [gpu(0), gpu(1), gpu(2)];
const wanted = devices.map(({ model, memoryBytes }) => ({ model, memoryBytes }));
const engine = createFakeEngine();
engine.haveGpus(devices);
const settings = settingsOf({ cpus: 100, slots: 100 });
const ctx = {
  database,
  engine,
  settings: { ...settings, machine: { ...settings.machine, gpus: devices.length } },
  clock: systemClock,
  news: createJobNews(),
  logger: createLogger({ name: 'test', level: 'silent' }),
  enqueue: () => Promise.resolve(),
};

beforeEach(async () => {
  engine.onClear(() => Promise.resolve());
  await database.sql`truncate compute_provider.gpu_holds, compute_provider.jobs, compute_provider.quotes cascade`;
});

const queued = async (index: number, gpus = 1) => {
  const queuedAt = new Date(Date.now() - 1000 * (1000 - index));
  await writeJob(ctx, { jobId: jobIdOf(index), buyer: buyerOf(index), maxSeconds: 60, cpus: 0.1, queuedAt });
  await database.sql`update compute_provider.job_demands set gpus = ${gpus} where job_id = ${jobIdOf(index)}`;
};
const reserve = (index: number, of: readonly GpuDevice[] = devices) =>
  reserveResources(ctx, {
    jobId: jobIdOf(index),
    blockTime: 0,
    gpus: { count: 1, wanted, devices: of, access: 'toolkit' },
  });
const end = (index: number) =>
  applyEvent(ctx, {
    jobId: jobIdOf(index),
    event: { event: 'stopped', reason: 'engine_failed', computeSeconds: 0 },
  });
const heldBy = async () => {
  const rows = await database.sql<{ job: string; uuid: string }[]>`
    select jobs.job_id as job, uuid from compute_provider.gpu_holds join compute_provider.jobs using (job_id)
    where cleared_at is null and jobs.state in ('provisioning', 'running') and jobs.attempt = gpu_holds.attempt`;
  return rows;
};

test('of ten that reserve at the same moment as many start as there are devices, each with one of its own', async () => {
  for (let index = 1; index <= 10; index += 1) await queued(index);
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => reserve(index + 1)));
  expect(results.filter((status) => status !== undefined)).toHaveLength(3);
  expect(new Set((await heldBy()).map(({ uuid }) => uuid)).size).toBe(3);
});

test('a job that gets only some of its devices gets none, and does not start', async () => {
  await queued(1);
  await queued(2, 3);
  expect(await reserve(1)).toBeDefined();
  expect(await reserve(2)).toBeUndefined();
  expect(await heldBy()).toHaveLength(1);
  const [row] =
    await database.sql`select state, attempt from compute_provider.jobs where job_id = ${jobIdOf(2)}`;
  expect(row).toEqual({ state: 'queued', attempt: 0 });
  expect(
    await database.sql`select 1 from compute_provider.resource_holds where job_id = ${jobIdOf(2)}`,
  ).toEqual([]);
});

test('a device that a job left is nobody’s until it was cleared', async () => {
  await queued(1);
  await reserve(1, [gpu(0)]);
  await end(1);
  await queued(2);
  expect(await reserve(2, [gpu(0)])).toBeUndefined();
  await releaseGpus(ctx);
  expect(await reserve(2, [gpu(0)])).toMatchObject({ state: 'provisioning' });
  const rows =
    await database.sql`select job_id, clearing from compute_provider.gpu_holds where cleared_at is not null`;
  expect(rows).toMatchObject([
    { job_id: jobIdOf(1), clearing: { bytes: 40 * 2 ** 30 - 1, checkedBytes: 1024 } },
  ]);
});

test('an attempt that failed leaves its device to be cleared, also while the next attempt runs on another', async () => {
  await queued(1);
  await reserve(1);
  const [first] = await heldBy();
  await giveBack(ctx, jobIdOf(1));
  await database.sql`update compute_provider.job_demands set not_before = null`;
  expect(await reserve(1)).toMatchObject({ attempt: 2 });
  const [second] = await heldBy();
  expect(second?.uuid).not.toBe(first?.uuid);
  const before = engine.cleared.length;
  await releaseGpus(ctx);
  expect(engine.cleared.slice(before)).toEqual([first?.uuid]);
  expect(await heldBy()).toEqual([second]);
});

test('a process that begins clears what no job holds, tries again what was out of service, and leaves a run its device', async () => {
  await queued(1);
  await reserve(1, [gpu(0)]);
  await recoverGpus(ctx, [gpu(0), gpu(1)]);
  const before = engine.cleared.length;
  await releaseGpus(ctx);
  await recoverGpus(ctx, [gpu(0), gpu(1)]);
  expect(engine.cleared.slice(before)).toEqual([gpu(1).uuid]);
  await database.sql`update compute_provider.gpu_holds set failure = 'broken'`;
  await recoverGpus(ctx, [gpu(1)]);
  const open =
    await database.sql`select uuid, failure, absent from compute_provider.gpu_holds where cleared_at is null order by uuid`;
  expect(open).toEqual([
    { uuid: gpu(0).uuid, failure: null, absent: true },
    { uuid: gpu(1).uuid, failure: null, absent: false },
  ]);
});

test('whatever is reserved, ended and cleared at once: no device is held twice, none is given uncleared, none is lost', async () => {
  const step = fc.constantFrom('reserve', 'end', 'lose', 'release', 'recover');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
      async (rounds) => {
        await database.sql`truncate compute_provider.gpu_holds, compute_provider.jobs, compute_provider.quotes cascade`;
        const dirty = new Set<string>();
        engine.onClear((device) => Promise.resolve(void dirty.delete(device.uuid)));
        for (let index = 1; index <= 6; index += 1) await queued(index);
        for (const round of rounds) {
          const running = (await heldBy()).map(({ job }) => Number(job));
          await Promise.allSettled(
            round.map((act, place) => {
              const some = running[place % Math.max(1, running.length)] ?? 1;
              if (act === 'reserve') return reserve((place % 6) + 1);
              if (act === 'end') return end(some);
              if (act === 'lose') return giveBack(ctx, jobIdOf(some));
              return act === 'release' ? releaseGpus(ctx) : recoverGpus(ctx, devices);
            }),
          );
          const held = await heldBy();
          expect(new Set(held.map(({ uuid }) => uuid)).size).toBe(held.length);
          for (const { uuid } of held) dirty.add(uuid);
          const free = await database.sql`
          select uuid from unnest(${devices.map(({ uuid }) => uuid)}::text[]) as uuid
          where not exists (select 1 from compute_provider.gpu_holds where gpu_holds.uuid = uuid.uuid and cleared_at is null)`;
          expect(free.filter(({ uuid }) => dirty.has(String(uuid)))).toEqual([]);
        }
        for (const { job } of await heldBy()) await end(Number(job));
        await recoverGpus(ctx, devices);
        await releaseGpus(ctx);
        expect(await database.sql`select 1 from compute_provider.gpu_holds where cleared_at is null`).toEqual(
          [],
        );
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test('as many promises are kept as can be, each with a device of its model and at least its memory', () => {
  const device = fc.record({ gibibytes: fc.integer({ min: 1, max: 4 }), model: fc.constantFrom('A', 'B') });
  fc.assert(
    fc.property(fc.array(device, { maxLength: 5 }), fc.array(device, { maxLength: 4 }), (there, promises) => {
      const free = there.map(({ gibibytes, model }, index) => gpu(index, gibibytes, model));
      const asked = promises.map(({ gibibytes, model }) => ({ model, memoryBytes: gibibytes * 2 ** 30 }));
      const most = mostKept(asked, free);
      const chosen = chooseGpus({ wanted: asked, count: most, free }) ?? [];
      expect(chosen).toHaveLength(most);
      expect(new Set(chosen).size).toBe(most);
      expect(chooseGpus({ wanted: asked, count: most + 1, free })).toBeUndefined();
    }),
  );
});

/** By trying everything. */
function mostKept(
  asked: readonly { model: string; memoryBytes: number }[],
  free: readonly GpuDevice[],
): number {
  const [first, ...rest] = asked;
  if (first === undefined) return 0;
  const kept = free.flatMap((each, at) =>
    each.model === first.model && each.memoryBytes >= first.memoryBytes
      ? [1 + mostKept(rest, free.toSpliced(at, 1))]
      : [],
  );
  return Math.max(mostKept(rest, free), ...kept);
}
