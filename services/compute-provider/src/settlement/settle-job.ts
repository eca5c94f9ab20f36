import { signReceipt, receiptForChain, type ReceiptFields } from '@atoll/chain/sign';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { EngineFacts } from '@atoll/schemas/environment';
import { Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire } from '@atoll/schemas/order';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { encodeFunctionData } from 'viem';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { awaitsClearing, gpusOfReceipt } from '../gpus/gpus-of-receipt.ts';
import { workOf } from '../jobs/admit-job.ts';
import { reachesBlockTime } from '../jobs/newest-block.ts';
import { reconcileJob } from '../jobs/reconcile-job.ts';
import { Subjects } from '../jobs/run-end.ts';
import { findEnd } from '../jobs/resume-run.ts';
import { isLastMoment } from '../jobs/retry-or-refund.ts';
import type { Progress } from '../jobs/stop-job.ts';
import { findJob, type Job, type StoredReceipt } from '../store/job-row.ts';
import { attempts, jobs, snapshots } from '../store/tables.ts';
import { identicalJobs } from '../store/limit-tables.ts';
import { digestOf } from './digest-of.ts';
import { makeStatement } from './make-statement.ts';
import { sendToEscrow } from './send-to-escrow.ts';

const zero: Bytes32 = `0x${'00'.repeat(32)}`;

/**
 * Signs the receipt of a job that has ended here, once, and sends it. The signature is stored before anyone sees it, so a
 * restart sends the same receipt again; the contract takes one. That it was taken is learnt from the chain.
 */
export async function settleJob(ctx: Context, job: Job): Promise<Progress> {
  if (job.status.state !== 'settling') return 'again';
  if (job.receipt === undefined && (await leavesToBuyer(ctx, job))) return 'wait';
  if (job.receipt === undefined && (await awaitsClearing(ctx, job))) return 'wait';
  return sendReceipt(ctx, job, job.receipt ?? (await signOnce(ctx, job)));
}

/** How long a buyer may take to send a cancellation that the provider consented to. */
const cancelSeconds = 60;

/** A cancelled job is the buyer's to end; should it not, the provider ends it with a refusal, which refunds as much and costs no collateral. */
async function leavesToBuyer(ctx: Context, job: Job): Promise<boolean> {
  if (job.status.state !== 'settling' || job.status.reason !== 'cancelled_by_agreement') return false;
  const waited = (ctx.clock.now().getTime() - job.updatedAt.getTime()) / 1000;
  return waited < cancelSeconds && !(await isLastMoment(ctx, job.order.runBy));
}

/** Sends a signed receipt, once however often it is asked for. */
export async function sendReceipt(ctx: Context, job: Job, receipt: StoredReceipt): Promise<Progress> {
  const fields: ReceiptFields = { jobId: job.jobId, ...receipt };
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'settle',
    args: [
      orderFromWire(job.order),
      receiptForChain({
        jobId: fields.jobId,
        outcome: fields.outcome,
        computeSeconds: fields.computeSeconds,
        resultDigest: fields.resultDigest,
        statementDigest: fields.statementDigest,
        outputsRoot: fields.outputsRoot,
      }),
      receipt.signature,
    ],
  });
  await reachesBlockTime(ctx.chain, job.ordered.at + receipt.computeSeconds);
  try {
    await sendToEscrow(ctx, { key: `settle:${job.jobId}`, data });
  } catch (error) {
    // Where it is refused because the job has ended or is gone, the chain says so and the next step has nothing to do.
    await reconcileJob(ctx, { jobId: job.jobId });
    const now = await findJob(ctx, job.jobId);
    if (now !== undefined && now.status.state !== job.status.state) return 'again';
    throw error;
  }
  return 'wait';
}

async function signOnce(ctx: Context, job: Job): Promise<StoredReceipt> {
  if (job.status.state !== 'settling') throw new TypeError(`job ${job.jobId} does not settle`);
  const { outcome, reason } = job.status;
  const charged = outcome === 'released' || outcome === 'withheld' || outcome === 'algorithm_failed';
  const computeSeconds = charged ? job.status.computeSeconds : 0;
  const [attempt] = await ctx.database.db
    .select()
    .from(attempts)
    .where(and(eq(attempts.jobId, job.jobId), eq(attempts.attempt, job.status.attempt)));
  const released = outcome === 'released' ? job.result : undefined;
  const outputsRoot = released === undefined ? zero : (job.outputsRoot ?? zero);
  // A refused order may be one that was never quoted here, so its work is looked up only where it ran.
  const work = charged ? await workOf(ctx, job) : undefined;
  const { statement, digest } = makeStatement({
    jobId: job.jobId,
    chainId: ctx.chain.chainId,
    jobs: ctx.chain.addresses.jobs,
    order: job.order,
    outcome,
    reason,
    commitments: await commitmentsOf(ctx, job),
    image: work?.image,
    model: work?.model,
    sandboxDigest: attempt?.sandboxDigest ? Bytes32.parse(attempt.sandboxDigest) : undefined,
    policyDigest: policyDigestOf(attempt?.guard) ?? digestOf(work?.rules ?? {}),
    repeated: await isRepeated(ctx, job.jobId),
    // Of a job that nothing ran for: whoever is refunded must not wait for an engine that is down.
    engine: attempt?.engine ? EngineFacts.parse(attempt.engine) : ctx.settings.engine,
    integrity: attempt?.integrity ?? undefined,
    run: await findEnd(ctx, job),
    computeSeconds,
    subjects:
      released === undefined || attempt === undefined || attempt.subjects === null
        ? []
        : Subjects.parse(attempt.subjects),
    result: released?.cid,
    outputsRoot,
    gpus: await gpusOfReceipt(ctx, job),
    now: ctx.clock.now(),
  });
  const fields: ReceiptFields = {
    jobId: job.jobId,
    outcome,
    computeSeconds,
    resultDigest: released?.digest ?? zero,
    statementDigest: digest,
    outputsRoot,
  };
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  const { jobId: _jobId, ...rest } = fields;
  const receipt: StoredReceipt = {
    ...rest,
    signature: await signReceipt(ctx.operator, fields, deployment),
    statement,
  };
  const stored = await ctx.database.db
    .update(jobs)
    .set({ receipt })
    .where(and(eq(jobs.jobId, job.jobId), isNull(jobs.receipt)))
    .returning({ jobId: jobs.jobId });
  if (stored.length === 1) return receipt;
  const kept = (await findJob(ctx, job.jobId))?.receipt;
  if (kept === undefined) throw new TypeError(`the receipt of job ${job.jobId} is gone`);
  return kept;
}

/** What the guard says it applied to the run; not read again now, since it may have been set anew since. */
const AppliedPolicy = z.object({ policyDigest: Bytes32 });

function policyDigestOf(guard: unknown): Bytes32 | undefined {
  const applied = AppliedPolicy.safeParse(guard);
  return applied.success ? applied.data.policyDigest : undefined;
}

async function isRepeated(ctx: Context, jobId: Bytes32): Promise<boolean> {
  const [row] = await ctx.database.db.select().from(identicalJobs).where(eq(identicalJobs.jobId, jobId));
  return row !== undefined && row.repeats !== null;
}

/** What each dataset was when the job was quoted, from its row, which stays: a receipt has to be signed also where the files are gone. */
async function commitmentsOf(ctx: Context, job: Job): Promise<(Bytes32 | undefined)[]> {
  const rows = await ctx.database.db
    .select({ snapshot: snapshots.snapshot, commitment: snapshots.commitmentDigest })
    .from(snapshots)
    .where(inArray(snapshots.snapshot, [...job.snapshots]));
  const known = new Map(rows.map(({ snapshot, commitment }) => [snapshot, Bytes32.parse(commitment)]));
  return job.snapshots.map((snapshot) => known.get(snapshot));
}
