import { JobReason, JobState, Outcome } from '@atoll/schemas/job';
import { type Address, Bytes32 } from '@atoll/schemas/ids';
import { OrderWire } from '@atoll/schemas/order';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { JobStatus } from '../jobs/transition.ts';
import { jobs, quotes } from './tables.ts';

/** A job as the database holds it. */
export interface Job {
  readonly jobId: Bytes32;
  readonly status: JobStatus;
  readonly order: OrderWire;
  /** Absent where the order is none that this database quoted. */
  readonly parameters: Record<string, unknown> | undefined;
  readonly environment: Bytes32;
  /** Ids of the snapshots, leg by leg; empty where the order was not quoted. */
  readonly snapshots: readonly string[];
  readonly validUntil: number;
  readonly quotedBlock: number;
  readonly ordered: { block: number; blockHash: Bytes32; at: number };
  readonly decision: 'release' | 'withhold' | undefined;
  readonly result: { cid: string; digest: Bytes32; size: number } | undefined;
  readonly outputsRoot: Bytes32 | undefined;
  readonly receipt: StoredReceipt | undefined;
  readonly updatedAt: Date;
}

/** The receipt as it was signed, with its statement. */
export const StoredReceipt = z.object({
  outcome: Outcome,
  computeSeconds: z.int().nonnegative(),
  resultDigest: Bytes32,
  statementDigest: Bytes32,
  outputsRoot: Bytes32,
  signature: z.string().transform((value): `0x${string}` => `0x${value.slice(2)}`),
  statement: z.unknown(),
});
export type StoredReceipt = z.infer<typeof StoredReceipt>;

const Parameters = z.record(z.string(), z.unknown());

/** The row of a job as the status that `transition` takes. */
export function statusOf(row: typeof jobs.$inferSelect): JobStatus {
  const state = JobState.parse(row.state);
  const { attempt, computeSeconds } = row;
  const reason = row.reason === null ? undefined : JobReason.parse(row.reason);
  const outcome = row.outcome === null ? undefined : Outcome.parse(row.outcome);
  switch (state) {
    case 'quoted':
    case 'funded':
    case 'queued':
    case 'provisioning':
    case 'running':
      return { state, attempt };
    case 'output_review':
    case 'delivering':
      return { state, attempt, computeSeconds };
    case 'settling':
      if (outcome === undefined || outcome === 'cancelled' || outcome === 'expired')
        throw new TypeError(`job ${row.jobId} settles without an outcome`);
      return { state, attempt, computeSeconds, outcome, reason };
    case 'released':
    case 'withheld':
    case 'failed':
    case 'refused':
    case 'cancelled':
    case 'expired':
    case 'orphaned':
    case 'disputed':
    case 'ruled':
      return { state, attempt, computeSeconds, outcome, reason };
  }
}

/** Reads a job, or undefined where none was ordered under this id. */
export async function findJob(ctx: Pick<Context, 'database'>, jobId: Bytes32): Promise<Job | undefined> {
  const [found] = await ctx.database.db
    .select()
    .from(jobs)
    .innerJoin(quotes, eq(jobs.jobId, quotes.jobId))
    .where(eq(jobs.jobId, jobId));
  if (found === undefined) return undefined;
  const { jobs: job, quotes: quote } = found;
  return {
    jobId,
    status: statusOf(job),
    order: OrderWire.parse(quote.order),
    parameters: quote.parameters === null ? undefined : Parameters.parse(JSON.parse(quote.parameters)),
    environment: Bytes32.parse(job.environment),
    snapshots: z.array(z.string()).parse(quote.snapshots),
    validUntil: quote.validUntil,
    quotedBlock: quote.quotedBlock,
    ordered: {
      block: job.orderedBlock,
      blockHash: Bytes32.parse(job.orderedBlockHash),
      at: job.orderedAt,
    },
    decision: job.decision ?? undefined,
    result:
      job.resultCid === null || job.resultDigest === null || job.resultSize === null
        ? undefined
        : { cid: job.resultCid, digest: Bytes32.parse(job.resultDigest), size: job.resultSize },
    outputsRoot: job.outputsRoot === null ? undefined : Bytes32.parse(job.outputsRoot),
    receipt: job.receipt === null ? undefined : StoredReceipt.parse(job.receipt),
    updatedAt: job.updatedAt,
  };
}

/** The buyer of an order, for authorisation. */
export const buyerOf = (job: Job): Address => job.order.buyer;
