import { Address, Bytes32 } from '@atoll/schemas/ids';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Context, Settings } from '../context.ts';
import { countLeft } from '../gpus/release-gpus.ts';
import type { Running } from './choose-next.ts';
import type { Waiting } from './order-waiting.ts';
import type { Transaction } from './apply-event.ts';
import { type Capacity, dominantShare, type Needs, needsOf } from './resources.ts';

/** Everything that the choice of the next job depends on. */
export interface Load {
  readonly capacity: Capacity;
  readonly running: readonly RunningJob[];
  readonly waiting: readonly WaitingJob[];
  /** Machine seconds that each buyer of a waiting job had lately. */
  readonly served: ReadonlyMap<string, number>;
}

export interface WaitingJob extends Waiting {
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly environment: Bytes32;
}
export interface RunningJob extends Running {
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly environment: Bytes32;
  readonly maxSeconds: number;
}

/** Seconds after which what a buyer has had counts half: fairness is about now, not about last week. */
const halfLifeSeconds = 900;

/** The pool, or the transaction in which something is decided upon. */
type Database = Context['database']['db'] | Transaction;

const Row = z.object({
  jobId: Bytes32,
  environment: Bytes32,
  state: z.string(),
  buyer: Address,
  maxSeconds: z.coerce.number(),
  runBy: z.coerce.number(),
  cpus: z.number().nullable(),
  memoryBytes: z.coerce.number().nullable(),
  gpus: z.number().nullable(),
  queuedAt: z.coerce.date(),
  notBefore: z.coerce.date().nullable(),
  startedAt: z.coerce.date().nullable(),
});

/** What jobs may hold, by the configuration. */
export function capacityOf({ machine, environments }: Pick<Settings, 'machine' | 'environments'>): Capacity {
  return {
    // What is there is rounded down, what is needed up.
    milliCpus: Math.floor(machine.cpus * 1000 + 1e-6),
    memoryBytes: machine.memoryBytes,
    gpus: machine.gpus,
    slots: new Map(environments.map(({ id, slots }) => [id, slots])),
  };
}

/** What an environment holds out: taken for a job whose own needs are not known. */
export function needsOfEnvironment(settings: Pick<Settings, 'environments'>, id: string): Needs {
  const document = settings.environments.find((each) => each.id === id)?.document;
  if (document === undefined) return { milliCpus: 0, memoryBytes: 0, gpus: 0 };
  return needsOf({ ...document, gpus: document.gpus.length });
}

/**
 * Reads who runs and who waits. What is held follows from the states of jobs alone, so nothing that could be counted wrongly is kept.
 * @param input.blockTime of the newest block: deadlines are in the chain's time
 */
export async function readLoad(
  database: Database,
  settings: Pick<Settings, 'machine' | 'environments'>,
  input: { now: Date; blockTime: number },
): Promise<Load> {
  const whole = capacityOf(settings);
  const capacity =
    whole.gpus === 0 ? whole : { ...whole, gpus: Math.max(0, whole.gpus - (await countLeft(database))) };
  const rows = z.array(Row).parse(
    await database.execute(sql`
      select jobs.job_id as "jobId", jobs.environment, jobs.state, "order" ->> 'buyer' as buyer,
        "order" ->> 'maxSeconds' as "maxSeconds", "order" ->> 'runBy' as "runBy",
        cpus, memory_bytes as "memoryBytes", gpus, not_before as "notBefore",
        coalesce(queued_at, jobs.updated_at) as "queuedAt",
        (select started_at from compute_provider.resource_holds
          where resource_holds.job_id = jobs.job_id and ended_at is null) as "startedAt"
      from compute_provider.jobs join compute_provider.quotes on quotes.job_id = jobs.job_id
        left join compute_provider.job_demands on job_demands.job_id = jobs.job_id
      where jobs.state in ('provisioning', 'running') or (jobs.state = 'queued' and aside is not true)`),
  );
  const since = (time: Date) => Math.max(0, (input.now.getTime() - time.getTime()) / 1000);
  const waiting: WaitingJob[] = [];
  const running: RunningJob[] = [];
  for (const { jobId, buyer, environment, maxSeconds, ...row } of rows) {
    const { cpus, memoryBytes, gpus } = row;
    const needs =
      cpus === null || memoryBytes === null || gpus === null
        ? needsOfEnvironment(settings, environment)
        : needsOf({ cpus, memoryBytes, gpus });
    const common = { jobId, buyer, environment, needs, maxSeconds };
    if (row.state !== 'queued') {
      const ran = row.startedAt === null ? 0 : since(row.startedAt);
      running.push({ ...common, endsIn: maxSeconds - ran });
      continue;
    }
    waiting.push({
      ...common,
      waitedSeconds: since(row.queuedAt),
      // A start is refused in the second in which the run could end at the deadline.
      latestStartIn: row.runBy - maxSeconds - 1 - input.blockTime,
      notBeforeIn: row.notBefore === null ? 0 : (row.notBefore.getTime() - input.now.getTime()) / 1000,
    });
  }
  const buyers = [...new Set(waiting.map(({ buyer }) => buyer))];
  const served =
    buyers.length === 0 ? new Map<string, number>() : await readServed(database, capacity, buyers, input.now);
  for (const job of running) {
    const before = served.get(job.buyer);
    if (before !== undefined)
      served.set(job.buyer, before + dominantShare(job.needs, capacity) * job.maxSeconds);
  }
  return { capacity, running, waiting, served };
}

const Served = z.object({
  buyer: z.string(),
  cpus: z.number(),
  memoryBytes: z.coerce.number(),
  gpus: z.number(),
  seconds: z.coerce.number(),
});

/** Machine seconds of attempts that have ended, each halved for every half-life that has passed since. */
async function readServed(
  database: Database,
  capacity: Capacity,
  buyers: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  const rows = z.array(Served).parse(
    await database.execute(sql`
      select buyer, cpus, memory_bytes as "memoryBytes", gpus,
        sum(greatest(0, extract(epoch from ended_at - started_at))
          * power(0.5, greatest(0, extract(epoch from ${now.toISOString()}::timestamptz - ended_at)) / ${halfLifeSeconds}))::double precision as seconds
      from compute_provider.resource_holds
      where buyer in ${[...buyers]}
        and ended_at > ${new Date(now.getTime() - 8 * halfLifeSeconds * 1000).toISOString()}::timestamptz
      group by buyer, cpus, memory_bytes, gpus`),
  );
  const served = new Map<string, number>(buyers.map((buyer) => [buyer, 0]));
  for (const { buyer, cpus, memoryBytes, gpus, seconds } of rows) {
    const share = dominantShare(needsOf({ cpus, memoryBytes, gpus }), capacity);
    served.set(buyer, (served.get(buyer) ?? 0) + share * seconds);
  }
  return served;
}
