import { readAdmission } from '@atoll/chain/read-approval';
import { readAsset } from '@atoll/chain/read-asset';
import { Bytes32 } from '@atoll/schemas/ids';
import type { JobReason, JobState } from '@atoll/schemas/job';
import { OrderWire } from '@atoll/schemas/order';
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { applyEvent } from '../jobs/apply-event.ts';
import { TransitionRefused } from '../jobs/transition.ts';
import { approvals, jobs, quotes, snapshots } from '../store/tables.ts';
import { readHalt } from './read-halt.ts';

/** States before the outputs are collected: what the guard or a reviewer has let out is not taken back half-way. */
const stoppable: readonly JobState[] = ['funded', 'queued', 'provisioning', 'running'];
/** Reasons for which a container is destroyed before its job ends. */
const forbidden: readonly JobReason[] = ['provider_halted', 'approval_revoked'];

/**
 * Stops every job that waits or runs and may not: all of them while the provider is halted, else those whose approval was taken back
 * here or on chain and those whose dataset changed hands. Each is refused with a full refund; its container is destroyed now and not
 * when the refund is mined. Called by who forbids and on a timer, which learns what happened on chain and finishes what a crash cut
 * short.
 *
 * @param options.askChain false where only what this database says has changed: a node that is away holds up no revocation
 * @returns how many jobs were stopped
 * @throws AggregateError once all were looked at, where some failed
 */
export async function stopForbidden(
  ctx: Context,
  options: { askChain: boolean } = { askChain: true },
): Promise<number> {
  const { halted } = await readHalt(ctx);
  const rows = await ctx.database.db
    .select({ jobId: jobs.jobId, state: jobs.state, order: quotes.order, snapshots: quotes.snapshots })
    .from(jobs)
    .innerJoin(quotes, eq(quotes.jobId, jobs.jobId))
    .where(inArray(jobs.state, [...stoppable]));
  const isVoid = rememberedVoid(ctx, options);
  const failures: unknown[] = [];
  let stopped = 0;
  for (const row of rows) {
    const jobId = Bytes32.parse(row.jobId);
    try {
      // A job that was only just funded is asked by whoever admits it, who also knows orders that were never quoted.
      const reason: JobReason | undefined = halted
        ? 'provider_halted'
        : row.state !== 'funded' && (await isVoid(OrderWire.parse(row.order), Snapshots.parse(row.snapshots)))
          ? 'approval_revoked'
          : undefined;
      if (reason !== undefined && (await stopNow(ctx, jobId, reason))) stopped += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  await destroyStopped(ctx);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} jobs could not be looked at`);
  return stopped;
}

const Snapshots = z.array(z.string());

/** Commits the end first, so that nothing that the run still does can be let out; then ends the run. */
async function stopNow(ctx: Context, jobId: Bytes32, reason: JobReason): Promise<boolean> {
  try {
    const event = { event: 'stopped', reason, computeSeconds: 0 } as const;
    await applyEvent(ctx, { jobId, event, only: stoppable });
  } catch (error) {
    if (error instanceof TransitionRefused) return false;
    throw error;
  }
  ctx.logger.warn({ jobId, reason }, 'a job was stopped');
  // Asked for before the container goes: where that fails, the refund does not wait for it.
  await ctx.enqueue(jobId);
  await ctx.runs.stop(jobId);
  await ctx.engine.destroy(jobId);
  return true;
}

/** Containers of jobs that were stopped: left by a crash, or made while the job was being stopped. */
async function destroyStopped(ctx: Context): Promise<void> {
  const rows = await ctx.database.db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(and(eq(jobs.state, 'settling' satisfies JobState), inArray(jobs.reason, [...forbidden])));
  for (const row of rows) {
    const jobId = Bytes32.parse(row.jobId);
    const observed = await ctx.engine.observe(jobId);
    if (observed.kind !== 'absent') await ctx.engine.destroy(jobId);
  }
}

/** Whether what lets a job run is gone; each dataset and algorithm is asked once, however many jobs wait for it. */
function rememberedVoid(ctx: Context, options: { askChain: boolean }) {
  const known = new Map<string, Promise<boolean>>();
  return async (order: OrderWire, ids: readonly string[]): Promise<boolean> => {
    const { algorithm } = order;
    const found = await Promise.all(
      order.datasets.map(({ assetId }, index) => {
        const snapshot = ids[index] ?? '';
        const key = `${assetId}:${snapshot}:${algorithm.assetId}:${algorithm.metadataDigest}`;
        const answer = known.get(key) ?? isLegVoid(ctx, { assetId, snapshot, algorithm, ...options });
        known.set(key, answer);
        return answer;
      }),
    );
    return found.includes(true);
  };
}

async function isLegVoid(
  ctx: Context,
  input: { assetId: string; snapshot: string; algorithm: OrderWire['algorithm']; askChain: boolean },
): Promise<boolean> {
  const { assetId, snapshot, algorithm } = input;
  const { assetId: algorithmId, metadataDigest: digest } = algorithm;
  const [here] = await ctx.database.db
    .select({ revokedAt: approvals.revokedAt })
    .from(approvals)
    .where(
      and(
        eq(approvals.datasetId, assetId),
        eq(approvals.algorithmId, algorithmId),
        eq(approvals.metadataDigest, digest),
      ),
    );
  if (here === undefined || here.revokedAt !== null) return true;
  if (!input.askChain) return false;
  const [[bound], approval, asset] = await Promise.all([
    ctx.database.db
      .select({ ownerEpoch: snapshots.ownerEpoch })
      .from(snapshots)
      .where(and(eq(snapshots.snapshot, snapshot), eq(snapshots.assetId, assetId))),
    readAdmission(ctx.chain, {
      datasetId: BigInt(assetId),
      algorithmId: BigInt(algorithmId),
      algorithmDigest: digest,
    }),
    readAsset(ctx.chain, BigInt(assetId)),
  ]);
  return approval === undefined || asset.ownerEpoch !== bound?.ownerEpoch;
}
