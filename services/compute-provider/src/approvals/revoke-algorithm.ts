import { Bytes32 } from '@atoll/schemas/ids';
import { type CustodianApproval } from '@atoll/schemas/provider-api';
import { and, eq, inArray } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { approvals, jobs } from '../store/tables.ts';
import { dropAnswers } from '../limits/kept-outputs.ts';
import { CustodianApprovalMissing } from './find-approval.ts';
import { approvalView } from './list-approvals.ts';

/**
 * Takes an approval back. Jobs that have not started are refused with a full refund; what one that runs finds is not let out
 * either. Revoking again is no error.
 * @throws CustodianApprovalMissing where there never was one
 */
export async function revokeAlgorithm(
  ctx: Context,
  input: { datasetId: string; metadataDigest: Bytes32 },
): Promise<CustodianApproval> {
  const key = and(
    eq(approvals.datasetId, input.datasetId),
    eq(approvals.metadataDigest, input.metadataDigest),
  );
  const [found] = await ctx.database.db.select().from(approvals).where(key);
  if (found === undefined) throw new CustodianApprovalMissing(input.datasetId, input.metadataDigest);
  const revokedAt = found.revokedAt ?? ctx.clock.now();
  await ctx.database.db.update(approvals).set({ revokedAt }).where(key);
  await dropAnswers(ctx, input);
  ctx.logger.info(input, 'approval revoked');
  // Each of them reads the approval again before it starts, and finds it revoked.
  const waiting = await ctx.database.db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(inArray(jobs.state, ['funded', 'queued']));
  for (const { jobId } of waiting) await ctx.enqueue(Bytes32.parse(jobId));
  return approvalView({ ...found, revokedAt });
}
