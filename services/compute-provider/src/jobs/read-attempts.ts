import type { Bytes32 } from '@atoll/schemas/ids';
import { EngineFacts } from '@atoll/schemas/environment';
import type { AttemptView } from '@atoll/schemas/ledger';
import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { findJob } from '../store/job-row.ts';
import { attempts } from '../store/tables.ts';
import { JobNotFound } from './read-job.ts';
import { StoredRunEnd } from './run-end.ts';

const Verdict = z.object({ verdict: z.string() });

/**
 * Every attempt at a job with its exact figures and exit code. The caller has been checked to be the custodian: an algorithm could tell a
 * buyer something with each of them.
 * @throws JobNotFound
 */
export async function readAttempts(ctx: Context, jobId: Bytes32): Promise<AttemptView[]> {
  if ((await findJob(ctx, jobId)) === undefined) throw new JobNotFound(jobId);
  const rows = await ctx.database.db
    .select()
    .from(attempts)
    .where(eq(attempts.jobId, jobId))
    .orderBy(asc(attempts.attempt));
  return rows.map(viewOf);
}

function viewOf(row: typeof attempts.$inferSelect): AttemptView {
  const ended = row.ended === null ? undefined : StoredRunEnd.parse(row.ended);
  const guard = Verdict.safeParse(row.guard);
  return {
    attempt: row.attempt,
    startedAt: ended?.startedAt ?? row.startedAt.toISOString(),
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt.toISOString() }),
    ...(row.engine === null ? {} : { engine: EngineFacts.parse(row.engine) }),
    ...(row.integrity === null ? {} : { integrity: row.integrity }),
    ...(row.sandboxDigest === null ? {} : { sandboxDigest: digest(row.sandboxDigest) }),
    ...(ended === undefined
      ? {}
      : {
          outcome: ended.outcome.kind,
          ...(ended.outcome.kind === 'exited' ? { exitCode: ended.outcome.code } : {}),
          ...(ended.fault === undefined ? {} : { fault: ended.fault }),
          usage: { ...ended.usage, gpuSeconds: ended.usage.gpuSeconds ?? 0 },
        }),
    ...(guard.success ? { verdict: guard.data.verdict } : {}),
  };
}

/** A digest that this service wrote: it starts with 0x. */
const digest = (value: string): Bytes32 => `0x${value.slice(2)}`;
