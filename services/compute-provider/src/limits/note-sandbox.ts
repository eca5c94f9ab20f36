import type { Bytes32 } from '@atoll/schemas/ids';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { RunSpecification } from '../engine/engine.ts';
import { digestOf } from '../settlement/digest-of.ts';
import { attempts } from '../store/tables.ts';

/** Notes with an attempt the digest of the profile that it is started under, for its receipt. */
export async function noteSandbox(
  ctx: Pick<Context, 'database' | 'engine'>,
  input: { jobId: Bytes32; attempt: number; specification: RunSpecification },
): Promise<void> {
  const { jobId, attempt, specification } = input;
  const sandboxDigest = digestOf(await ctx.engine.sandbox(specification));
  await ctx.database.db
    .update(attempts)
    .set({ sandboxDigest })
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, attempt)));
}
