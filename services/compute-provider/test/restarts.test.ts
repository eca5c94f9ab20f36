import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceJob } from '../src/jobs/advance-job.ts';
import { cleanUp } from '../src/jobs/clean-up.ts';
import { createRuns } from '../src/jobs/runs.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder, viewOf } from './market.ts';
import { publishPair, type Pair } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
const good = { 'metrics.json': '{"accuracy":1}' };

beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 4 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

async function settlementsOf(jobId: Bytes32): Promise<number> {
  const chain = await market.as('stranger');
  const events = await chain.publicClient.getContractEvents({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    eventName: 'JobSettled',
    args: { jobId },
    fromBlock: 0n,
  });
  return events.length;
}

/** The newest block lies so late that a receipt is sent now or never. */
async function comesToLastMoment({ runBy }: { runBy: number }): Promise<void> {
  await market.anvil.rpc('evm_setNextBlockTimestamp', [runBy - market.ctx.settings.marginSeconds / 2 + 1]);
  await market.anvil.mine(1);
}

/** Writes to the database while no provider has it open. */
async function administer(write: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(database.url, { max: 1 });
  try {
    await write(sql);
  } finally {
    await sql.end();
  }
}

test('an order that was mined while the provider was down is run when it is back', async () => {
  market.engine.behave({ files: good });
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  await market.restart(() => sendOrder(market, offer));
  await reaches(market, offer.jobId, 'released');
});

test('a run that goes on while the provider restarts is taken up again, not repeated', async () => {
  const running = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: running.promise });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  const runs = market.engine.started.length;
  await market.restart();
  running.resolve();
  expect((await reaches(market, jobId, 'released')).attempt).toBe(1);
  expect(market.engine.started).toHaveLength(runs);
  expect(await settlementsOf(jobId)).toBe(1);
});

test('a step that the queue hands out while the provider stops is left to the next process', async () => {
  const running = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: running.promise });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  const asked: Bytes32[] = [];
  const stopping = {
    ...market.ctx,
    runs: createRuns(),
    engine: { ...market.engine, observe: () => Promise.reject(new Error('a step was taken')) },
    enqueue: async (each: Bytes32) => void asked.push(each),
  };
  await expect(advanceJob(stopping, jobId, new AbortController().signal)).rejects.toThrow('a step was taken');
  await advanceJob(stopping, jobId, AbortSignal.abort());
  expect(asked).toEqual([jobId]);
  running.resolve();
  await reaches(market, jobId, 'released');
});

test('a run that was lost with the engine is followed by another attempt', async () => {
  market.engine.behave({ files: good, until: new Promise(() => undefined) });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await market.restart(() => {
    market.engine.restart();
    market.engine.behave({ files: good });
  });
  expect((await reaches(market, jobId, 'released')).attempt).toBe(2);
  expect(await settlementsOf(jobId)).toBe(1);
});

// Five jobs, each with deadlines of its own: the time that they sum to.
test('a provider that is stopped at any moment of a job settles it once', async () => {
  market.engine.behave({ files: good });
  for (const state of ['funded', 'provisioning', 'running', 'delivering', 'settling']) {
    const stopped = Promise.withResolvers<void>();
    const { jobId } = await orderPair(market, pair);
    const seen = async () => {
      const view = await viewOf(market, jobId);
      return view.timeline.some((entry) => entry.state === state);
    };
    await waitFor(`the job to have been ${state}`, seen, { deadlineMs: 5000 });
    await market.restart(() => stopped.resolve());
    await reaches(market, jobId, 'released');
    expect(await settlementsOf(jobId)).toBe(1);
  }
  expect(await market.engine.list()).toEqual([]);
}, 75_000);

test('what a dead provider left in the engine is removed by the next one', async () => {
  await market.restart(async () => {
    await market.engine.run({
      jobId: `0x${'99'.repeat(32)}`,
      imageId: 'sha256:none',
      entrypoint: ['/x'],
      workingDirectory: '/',
      environment: {},
      inputs: [],
      parametersFile: '/dev/null',
      limits: {
        cpus: 1,
        memoryBytes: 1,
        pids: 1,
        outputBytes: 1,
        outputEntries: 1,
        scratchBytes: 1,
        openFiles: 1,
        logBytes: 1,
        wallSeconds: 1,
      },
    });
  });
  expect(await market.engine.list()).toEqual([]);
});

test('an order whose block is reorganised away ends orphaned and releases nothing', async () => {
  const running = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: running.promise });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await market.anvil.rpc('anvil_reorg', [1, []]);
  await market.anvil.mine(1);
  const job = await reaches(market, jobId, 'orphaned');
  expect(job).toMatchObject({ reason: 'order_orphaned', settlement: 'none' });
  expect(job.result).toBeUndefined();
  running.resolve();
  await cleanUp(market.ctx, jobId);
  expect(await market.engine.list()).toEqual([]);
  expect(await settlementsOf(jobId)).toBe(0);
  expect((await viewOf(market, jobId)).state).toBe('orphaned');
});

test('an order that comes back after a reorganisation is run and settled once', async () => {
  const first = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: first.promise });
  const snapshot = await market.anvil.rpc('evm_snapshot');
  const offer = await giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 4711 } }));
  await sendOrder(market, offer);
  await reaches(market, offer.jobId, 'running');
  await market.anvil.rpc('evm_revert', [snapshot]);
  await market.anvil.mine(2);
  await reaches(market, offer.jobId, 'orphaned');
  first.resolve();
  market.engine.behave({ files: good });
  await sendOrder(market, offer);
  expect((await reaches(market, offer.jobId, 'released')).attempt).toBe(2);
  expect(await settlementsOf(offer.jobId)).toBe(1);
});

test('a job that cannot be settled before its deadline is expired with a full refund', async () => {
  const running = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: running.promise });
  const { jobId, order } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await market.anvil.rpc('evm_setNextBlockTimestamp', [order.runBy + 10]);
  await market.anvil.mine(1);
  await market.ctx.enqueue(jobId);
  expect(await reaches(market, jobId, 'expired')).toMatchObject({
    reason: 'deadline_passed',
    settlement: 'refunded',
  });
  running.resolve();
});

test('a run whose kept outputs are gone is followed by another attempt', async () => {
  const running = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: running.promise });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await market.restart(async () => {
    // What a power cut leaves that takes the folder and not the commit.
    const ended = {
      outcome: { kind: 'exited', code: 0 },
      usage: { wallSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 1 },
      startedAt: new Date().toISOString(),
      endedAt: new Date().toISOString(),
    };
    await administer(
      (sql) => sql`update compute_provider.attempts set ended_at = now(), ended = ${sql.json(ended)}
        where job_id = ${jobId}`,
    );
    market.engine.behave({ files: good });
  });
  expect((await reaches(market, jobId, 'released')).attempt).toBe(2);
  expect(await settlementsOf(jobId)).toBe(1);
  running.resolve();
});

test.each(['collect', 'observe'] as const)(
  'a run whose %s still fails shortly before the deadline is refunded and costs no collateral',
  async (name) => {
    const running = Promise.withResolvers<void>();
    market.engine.behave({ files: good, until: running.promise });
    const { jobId, order } = await orderPair(market, pair);
    await reaches(market, jobId, 'running');
    const works = market.engine[name];
    const full = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    await market.restart(() => void Object.assign(market.engine, { [name]: full }));
    try {
      running.resolve();
      await comesToLastMoment(order);
      await market.ctx.enqueue(jobId);
      expect(await reaches(market, jobId, 'failed')).toMatchObject({
        reason: 'engine_failed',
        settlement: 'refunded',
      });
    } finally {
      Object.assign(market.engine, { [name]: works });
    }
  },
);

/** Faults that keep a job from being admitted and from being started. */
const unready: [string, (own: Pair) => Promise<void>][] = [
  [
    'whose approved document cannot be read',
    ({ datasetId }) =>
      administer(
        (sql) =>
          sql`update compute_provider.approvals set document = '' where dataset_id = ${`${datasetId}`}`,
      ),
  ],
  [
    'whose dataset is not found',
    ({ datasetId }) =>
      administer(
        (sql) => sql`insert into compute_provider.snapshot_states (snapshot, removed_at)
          select snapshot, now() from compute_provider.snapshots where asset_id = ${`${datasetId}`}
          on conflict (snapshot) do update set removed_at = excluded.removed_at`,
      ),
  ],
];

test.each(unready)(
  'a job %s is not admitted, and refunded before its deadline costs collateral',
  async (_name, fault) => {
    const own = await publishPair(market);
    const offer = await giveQuote(market.ctx, requestFor(market, own));
    const { jobId, order } = offer;
    await market.restart(async () => {
      await sendOrder(market, offer);
      await fault(own);
    });
    await reaches(market, jobId, 'funded');
    await comesToLastMoment(order);
    await market.ctx.enqueue(jobId);
    const job = await reaches(market, jobId, 'failed');
    expect(job).toMatchObject({ reason: 'engine_failed', settlement: 'refunded' });
    expect(job.timeline.map(({ state }) => state)).not.toContain('queued');
  },
);

test('a job whose engine answers nothing from its order on is refunded before its deadline costs collateral', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 4712 } }));
  const { jobId, order } = offer;
  const { describe } = market.engine;
  Object.assign(market.engine, { describe: () => Promise.reject(new Error('the engine is down')) });
  try {
    await sendOrder(market, offer);
    await reaches(market, jobId, 'queued');
    await comesToLastMoment(order);
    await market.ctx.enqueue(jobId);
    expect(await reaches(market, jobId, 'failed')).toMatchObject({
      reason: 'engine_failed',
      settlement: 'refunded',
    });
  } finally {
    Object.assign(market.engine, { describe });
  }
});

test('a run that would end too late for its receipt is stopped, and its buyer refunded', async () => {
  market.engine.behave({ files: good, until: new Promise(() => undefined) });
  const { jobId, order } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await comesToLastMoment(order);
  await market.ctx.enqueue(jobId);
  expect(await reaches(market, jobId, 'failed')).toMatchObject({
    reason: 'engine_failed',
    settlement: 'refunded',
  });
  expect(market.ctx.runs.has(jobId)).toBe(false);
  expect(await market.engine.observe(jobId)).toEqual({ kind: 'absent' });
});
