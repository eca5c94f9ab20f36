import type { Bytes32 } from '@atoll/schemas/ids';
import type { QueuePlace, QueueReason, QueueView } from '@atoll/schemas/queue';
import type { Context } from '../context.ts';
import { chooseNext, estimateStarts } from './choose-next.ts';
import { newestBlock } from './newest-block.ts';
import { orderPolicy } from './order-waiting.ts';
import { type Load, readLoad, type WaitingJob } from './read-load.ts';
import type { Needs } from './resources.ts';

type Ctx = Pick<Context, 'database' | 'settings' | 'clock' | 'chain'>;

/** Who runs and who waits for what. The caller has been checked to be the custodian. */
export async function readQueue(ctx: Ctx): Promise<QueueView> {
  const now = ctx.clock.now();
  const load = await loadNow(ctx, now);
  const ordered = places(load);
  const starts = estimateStarts({ ...load, ordered: ordered.map(({ job }) => job) });
  const after = (seconds: number) => new Date(now.getTime() + Math.max(0, seconds) * 1000).toISOString();
  return {
    machine: ctx.settings.machine,
    running: load.running.map((job) => ({ ...heldBy(job), endsBy: after(job.endsIn) })),
    waiting: ordered.map(({ job, reason }, index) => {
      const start = starts[index];
      return {
        ...heldBy(job),
        position: index + 1,
        reason,
        waitedSeconds: Math.round(job.waitedSeconds),
        ...(start === undefined ? {} : { startsBy: after(start) }),
      };
    }),
  };
}

/** Where a job stands in the queue, or undefined where it does not wait any more. */
export async function readPlace(ctx: Ctx, jobId: Bytes32): Promise<QueuePlace | undefined> {
  const ordered = places(await loadNow(ctx, ctx.clock.now()));
  const index = ordered.findIndex(({ job }) => job.jobId === jobId);
  const found = ordered[index];
  return found === undefined ? undefined : { position: index + 1, reason: found.reason };
}

async function loadNow(ctx: Ctx, now: Date): Promise<Load> {
  const { timestamp: blockTime } = await newestBlock(ctx.chain);
  return readLoad(ctx.database.db, ctx.settings, { now, blockTime });
}

/** Waiting jobs as they are to start. */
function places(load: Load): { job: WaitingJob; reason: QueueReason }[] {
  const { start, wait } = chooseNext({ ...load, policy: orderPolicy });
  return [...start.map((job) => ({ job, reason: 'starting' as const })), ...wait];
}

function heldBy({
  jobId,
  buyer,
  environment,
  maxSeconds,
  needs,
}: Pick<WaitingJob, 'jobId' | 'buyer' | 'environment' | 'maxSeconds'> & { needs: Needs }) {
  const { milliCpus, memoryBytes, gpus } = needs;
  return { jobId, buyer, environment, maxSeconds, cpus: milliCpus / 1000, memoryBytes, gpus };
}
