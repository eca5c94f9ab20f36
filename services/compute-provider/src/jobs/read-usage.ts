import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { ResourceUsage, Utilisation } from '@atoll/schemas/queue';
import { z } from 'zod';
import type { Context } from '../context.ts';

const hours = 168;
const newestJobs = 200;

const Hour = z.object({
  hour: z.coerce.date(),
  slotSeconds: z.coerce.number(),
  cpuSeconds: z.coerce.number(),
  memoryByteSeconds: z.coerce.number(),
});

/**
 * How busy this provider was in each of the last 168 whole hours, for everybody. Whole percents of whole hours, so that nobody can read a
 * single run off it.
 */
export async function readUtilisation(
  ctx: Pick<Context, 'database' | 'settings' | 'clock'>,
): Promise<Utilisation> {
  const { settings } = ctx;
  const now = ctx.clock.now().toISOString();
  const rows = z.array(Hour).parse(
    await ctx.database.sql`
      select hour, coalesce(sum(seconds), 0) as "slotSeconds", coalesce(sum(seconds * cpus), 0) as "cpuSeconds",
        coalesce(sum(seconds * memory_bytes), 0) as "memoryByteSeconds"
      from generate_series(
          date_trunc('hour', ${now}::timestamptz) - make_interval(hours => ${hours}),
          date_trunc('hour', ${now}::timestamptz) - interval '1 hour', interval '1 hour') as hour
        left join lateral (
          select cpus, memory_bytes, greatest(0, extract(epoch from
              least(coalesce(ended_at, ${now}::timestamptz), hour + interval '1 hour') - greatest(started_at, hour)))
            as seconds
          from compute_provider.resource_holds
          where started_at < hour + interval '1 hour' and (ended_at is null or ended_at > hour)
        ) as held on true
      group by hour order by hour`,
  );
  const slots = settings.environments.reduce((sum, each) => sum + each.slots, 0);
  const share = (seconds: number, there: number) =>
    there <= 0 ? 0 : Math.min(1, Math.round((100 * seconds) / (3600 * there)) / 100);
  return rows.map(({ hour, slotSeconds, cpuSeconds, memoryByteSeconds }) => ({
    hour: hour.toISOString(),
    slots: share(slotSeconds, slots),
    cpus: share(cpuSeconds, settings.machine.cpus),
    memory: share(memoryByteSeconds, settings.machine.memoryBytes),
  }));
}

const usage = {
  environment: Bytes32,
  attempts: z.coerce.number(),
  slotSeconds: z.coerce.number(),
  cpuSeconds: z.coerce.number(),
  memoryByteSeconds: z.coerce.number(),
  gpuSeconds: z.coerce.number(),
  usedCpuSeconds: z.coerce.number(),
};
const OfEnvironment = z.object(usage);
const OfJob = z.object({ ...usage, jobId: Bytes32, buyer: Address });

/** What each environment and the newest jobs have held. The caller has been checked to be the custodian. */
export async function readUsage(ctx: Pick<Context, 'database' | 'clock'>): Promise<ResourceUsage> {
  const { sql } = ctx.database;
  const now = ctx.clock.now().toISOString();
  const held = sql`
    select holds.*, greatest(0, extract(epoch from coalesce(holds.ended_at, ${now}::timestamptz) - holds.started_at))
        as seconds,
      coalesce((attempts.ended -> 'usage' ->> 'cpuSeconds')::double precision, 0) as used
    from compute_provider.resource_holds as holds
      left join compute_provider.attempts on attempts.job_id = holds.job_id and attempts.attempt = holds.attempt`;
  const sums = sql`count(*) as attempts, sum(seconds) as "slotSeconds", sum(seconds * cpus) as "cpuSeconds",
    sum(seconds * memory_bytes) as "memoryByteSeconds", sum(seconds * gpus) as "gpuSeconds", sum(used) as "usedCpuSeconds"`;
  const [environments, jobs] = await Promise.all([
    sql`select environment, ${sums} from (${held}) as held group by environment order by environment`,
    sql`select job_id as "jobId", buyer, environment, ${sums} from (${held}) as held
      group by job_id, buyer, environment order by max(started_at) desc limit ${newestJobs}`,
  ]);
  return {
    environments: z.array(OfEnvironment).parse(environments),
    jobs: z.array(OfJob).parse(jobs),
  };
}
