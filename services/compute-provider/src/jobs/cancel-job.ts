import { signCancel } from '@atoll/chain/sign';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { CancelConsent } from '@atoll/schemas/provider-api';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { findJob } from '../store/job-row.ts';
import { cancellations } from '../store/limit-tables.ts';
import { applyEvent } from './apply-event.ts';
import { JobNotFound, readOwnJob } from './read-job.ts';
import { TransitionRefused } from './transition.ts';

/** The job has begun, or is over: a cancellation now would give back money for work that was done. */
class TooLateToCancel extends AtollError {
  constructor(jobId: string, state: string) {
    super({
      code: 'conflict',
      message: `job ${jobId} is ${state} and can no longer be cancelled by its buyer alone`,
      hint: 'a job can be cancelled until it starts, and while it runs where the custodian of the provider agrees',
      data: { jobId, state },
    });
  }
}

/**
 * The provider's consent to the buyer's wish to cancel: until the job starts, and while it runs where the custodian agreed. What is
 * consented to is not run any more, and what runs is stopped, before the signature is given out: a buyer who kept the signature for
 * later could otherwise have the work done and take the money back before it is settled.
 *
 * Asking again gives the same signature.
 *
 * @throws JobNotFound for everybody but the buyer; AtollError `conflict` where it is too late
 */
export async function consentToCancel(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<CancelConsent> {
  const { jobId } = input;
  const job = await readOwnJob(ctx, { ...input, only: 'buyer' });
  const { state } = job.status;
  const given = state === 'settling' && job.status.reason === 'cancelled_by_agreement';
  if (!given && job.receipt === undefined) await cancel(ctx, jobId, state);
  // A signed receipt says what the job ends with, also where a reorganisation took the order away and brought it back.
  else if (!given && !(await isCancelled(ctx, jobId))) throw new TooLateToCancel(jobId, state);
  const consent = { consentedAt: ctx.clock.now() };
  await ctx.database.db
    .insert(cancellations)
    .values({ jobId, ...consent })
    .onConflictDoUpdate({ target: cancellations.jobId, set: consent });
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  return { jobId, signature: await signCancel(ctx.operator, jobId, deployment) };
}

async function cancel(ctx: Context, jobId: Bytes32, state: string): Promise<void> {
  const [row] = await ctx.database.db.select().from(cancellations).where(eq(cancellations.jobId, jobId));
  const whileRunning = row !== undefined && row.agreedAt !== null;
  try {
    await applyEvent(ctx, { jobId, event: { event: 'cancel_agreed', whileRunning } });
  } catch (error) {
    if (error instanceof TransitionRefused) throw new TooLateToCancel(jobId, state);
    throw error;
  }
  await ctx.runs.stop(jobId);
  await ctx.engine.destroy(jobId);
  await ctx.enqueue(jobId);
}

/**
 * The custodian's agreement that the buyer may cancel a job which runs already: nothing is paid for it then. The caller has been checked
 * to be the custodian.
 * @throws JobNotFound
 */
export async function agreeToCancel(ctx: Context, jobId: Bytes32): Promise<void> {
  if ((await findJob(ctx, jobId)) === undefined) throw new JobNotFound(jobId);
  const agreed = { agreedAt: ctx.clock.now() };
  await ctx.database.db
    .insert(cancellations)
    .values({ jobId, ...agreed })
    .onConflictDoUpdate({ target: cancellations.jobId, set: agreed });
  ctx.logger.info({ jobId }, 'cancellation agreed to');
}

/** Whether the operator's consent to cancel a job was given out. */
export async function isCancelled(ctx: Pick<Context, 'database'>, jobId: Bytes32): Promise<boolean> {
  const consented = and(eq(cancellations.jobId, jobId), isNotNull(cancellations.consentedAt));
  return (await ctx.database.db.$count(cancellations, consented)) > 0;
}
