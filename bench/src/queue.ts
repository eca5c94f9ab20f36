import { applyEvent } from '@atoll/compute-provider/jobs/apply-event';
import { createJobNews } from '@atoll/compute-provider/jobs/news';
import { openQueue } from '@atoll/compute-provider/jobs/queue';
import { buyerOf, jobIdOf, settingsOf, writeJob } from '@atoll/compute-provider/jobs/queue-fixture';
import { choiceOf, type Choose, reserveResources } from '@atoll/compute-provider/jobs/reserve-resources';
import { Free } from '@atoll/compute-provider/jobs/resources';
import { readTurns } from '@atoll/compute-provider/jobs/wake-queue';
import * as tables from '@atoll/compute-provider/store/tables';
import type { Bytes32 } from '@atoll/schemas/ids';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { migrate } from '@atoll/server-kit/migrate';
import { startPostgres } from '@atoll/tests/support/postgres';
import { resolve } from 'node:path';
import type { Report } from './report.ts';

export const description =
  '200 queued jobs of mixed lengths on four processors: makespan beside the ideal, waiting of short jobs and of small buyers beside plain FIFO';

const CPUS = 4;
const JOBS = 200;
/** Real milliseconds of a second of the simulated runs. */
const MS_PER_SECOND = 20;
/** A job that takes at most so long is a short one. */
const SHORT_SECONDS = 10;
/** Buyers by number: one with 150 jobs, one with 5, nine with 5 each. */
const MANY = 1;
const FEW = 2;

interface BenchJob {
  readonly jobId: Bytes32;
  readonly buyer: number;
  readonly cpus: number;
  readonly seconds: number;
  readonly maxSeconds: number;
}

/**
 * Puts the same 200 jobs into the provider's own queue twice, in real Postgres with its workers, reservations and wake-ups: once with its
 * scheduler, once with plain FIFO. Runs are timers, a second being 20 ms; everything else takes the time that it takes. All waits are in
 * seconds of the runs. Takes about a minute.
 */
export async function run(report: Report): Promise<void> {
  const jobs = makeJobs();
  const postgres = await startPostgres();
  try {
    report.progress('plain FIFO');
    const fifo = await measure(jobs, await postgres.createDatabase('fifo'), firstComeFirstServed);
    report.progress('the scheduler');
    const own = await measure(jobs, await postgres.createDatabase('own'), choiceOf);
    tell(report, jobs, own, fifo);
  } finally {
    await postgres.stop();
  }
}

/** The same jobs each time: four in five are short, one in eight takes two processors, and buyers ask for more time than they need. */
function makeJobs(): BenchJob[] {
  const random = numbers(20_260_101);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: JOBS }, (_, index) => {
    const seconds = random() < 0.8 ? between(1, SHORT_SECONDS) : between(60, 120);
    return {
      jobId: jobIdOf(index + 1),
      // The large buyer comes first, the small one last.
      buyer: index < 150 ? MANY : index >= JOBS - 5 ? FEW : 3 + (index % 9),
      cpus: random() < 1 / 8 ? 2 : 1,
      seconds,
      maxSeconds: Math.ceil(seconds * (1 + 2 * random())),
    };
  });
}

/** Numbers in [0, 1) that look random and are the same for the same seed: mulberry32. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The jobs in the order in which they came, as many as fit; the first that does not fit keeps all behind it. */
const firstComeFirstServed: Choose = ({ capacity, running, waiting }) => {
  const free = new Free(capacity);
  for (const job of running) free.take(job);
  const ordered = waiting.toSorted(
    (a, b) => b.waitedSeconds - a.waitedSeconds || (a.jobId < b.jobId ? -1 : 1),
  );
  const blocked = ordered.findIndex((job) => {
    if (!free.fits(job)) return true;
    free.take(job);
    return false;
  });
  return { start: blocked < 0 ? ordered : ordered.slice(0, blocked), wait: [] };
};

interface Measured {
  readonly makespan: number;
  /** Seconds that each job waited, in the order of the jobs. */
  readonly waits: readonly number[];
}

async function measure(jobs: readonly BenchJob[], databaseUrl: string, choose: Choose): Promise<Measured> {
  const database = openDatabase({ url: databaseUrl, schema: tables, application: 'bench' });
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const directory = resolve(import.meta.dirname, '../../migrations');
  await migrate({ sql: database.sql, directory, service: 'compute-provider' });
  const queue = await openQueue({ databaseUrl, sql: database.sql, concurrency: 8, logger });
  const opened = performance.now();
  const seconds = () => (performance.now() - opened) / MS_PER_SECOND;
  const epoch = Date.UTC(2026, 0, 1);
  const ctx = {
    database,
    logger,
    news: createJobNews(),
    settings: settingsOf({ cpus: CPUS, slots: JOBS }),
    clock: { now: () => new Date(epoch + seconds() * 1000), monotonic: () => seconds() * 1000 },
  };
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const startedAt = new Map<Bytes32, number>();
  const stop = new AbortController();
  const allEnded = Promise.withResolvers<void>();
  let ended = 0;

  const runJob = async (job: BenchJob) => {
    const { jobId } = job;
    await applyEvent(ctx, { jobId, event: { event: 'container_started' } });
    await new Promise((end) => setTimeout(end, job.seconds * MS_PER_SECOND));
    await applyEvent(ctx, { jobId, event: { event: 'stopped', reason: 'engine_failed', computeSeconds: 0 } });
    ended += 1;
    if (ended === jobs.length) allEnded.resolve();
  };
  const begin = new Date(epoch);
  for (const [index, job] of jobs.entries())
    await writeJob(ctx, {
      ...job,
      buyer: buyerOf(job.buyer),
      // A tenth of a second between two orders; the last one came just now.
      queuedAt: new Date(begin.getTime() + index),
    });
  const first = seconds();
  const wake = (async () => {
    const changes = ctx.news.followAll(stop.signal)[Symbol.asyncIterator]();
    for (;;) {
      const next = changes.next();
      for (const jobId of await readTurns(ctx, 0, choose)) await queue.enqueue(jobId);
      if ((await next).done === true) return;
    }
  })();
  await queue.start(async (jobId) => {
    if (startedAt.has(jobId)) return;
    if ((await reserveResources(ctx, { jobId, blockTime: 0 }, choose)) === undefined) return;
    startedAt.set(jobId, seconds() - first);
    const job = byId.get(jobId);
    if (job === undefined) throw new Error(`there is no job ${jobId}`);
    runJob(job).catch(allEnded.reject);
  });
  try {
    await Promise.race([allEnded.promise, wake]);
    const makespan = seconds() - first;
    return { makespan, waits: jobs.map(({ jobId }) => startedAt.get(jobId) ?? Infinity) };
  } finally {
    stop.abort();
    await wake;
    await queue.close();
    await database.close();
  }
}

function tell(report: Report, jobs: readonly BenchJob[], own: Measured, fifo: Measured): void {
  const work = jobs.reduce((sum, job) => sum + job.seconds * job.cpus, 0);
  const ideal = Math.max(work / CPUS, ...jobs.map(({ seconds }) => seconds));
  const of = (measured: Measured, which: (job: BenchJob) => boolean) =>
    measured.waits.filter((_, index) => {
      const job = jobs[index];
      return job !== undefined && which(job);
    });
  const compare = (name: string, value: (measured: Measured) => number, bar?: number) =>
    report.figure({
      name,
      value: round(value(own)),
      unit: 's',
      peer: round(value(fifo)),
      ...(bar === undefined ? {} : { bar: round(bar) }),
    });
  const isShort = ({ seconds }: BenchJob) => seconds <= SHORT_SECONDS;
  const fewWork = jobs.reduce((sum, job) => sum + (job.buyer === FEW ? job.maxSeconds * job.cpus : 0), 0);
  compare('makespan', ({ makespan }) => makespan, fifo.makespan);
  report.figure({ name: '  work / processors (no schedule is shorter)', value: round(ideal), unit: 's' });
  report.figure({ name: '  processors busy', value: round((100 * work) / CPUS / own.makespan), unit: '%' });
  const fifoShort = (at: number) => quantile(of(fifo, isShort), at);
  compare('short jobs wait, median', (each) => quantile(of(each, isShort), 0.5), fifoShort(0.5) / 2);
  compare('short jobs wait, p95', (each) => quantile(of(each, isShort), 0.95), fifoShort(0.95) * 0.75);
  compare('long jobs wait, median', (each) =>
    quantile(
      of(each, (job) => !isShort(job)),
      0.5,
    ),
  );
  compare('any job waits, longest', (each) => Math.max(...each.waits));
  // Eleven buyers share: the small one has its jobs started by the time that eleven shares of its size and the largest job ahead take.
  const fair = (11 * fewWork) / CPUS + Math.max(...jobs.map(({ maxSeconds }) => maxSeconds));
  compare(
    'buyer with 5 jobs, last one waits',
    (each) => Math.max(...of(each, ({ buyer }) => buyer === FEW)),
    fair,
  );
  compare('buyer with 150 jobs, median wait', (each) =>
    quantile(
      of(each, ({ buyer }) => buyer === MANY),
      0.5,
    ),
  );
  const starts = own.makespan - ideal;
  report.note(
    `Peer: plain first come, first served, in the same queue and database. ${JOBS} jobs, ${round(work)} processor seconds, ` +
      `${CPUS} processors; seconds of the runs, one lasting ${MS_PER_SECOND} ms. What the queue itself takes counts in full: ` +
      `${round((starts * MS_PER_SECOND) / JOBS)} real ms a job more than the ideal, which a machine that does nothing else keeps small.`,
  );
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

const round = (value: number): number => Math.round(value * 10) / 10;
