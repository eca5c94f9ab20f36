import type { ApproveAlgorithm, CustodianApproval } from '@atoll/schemas/provider-api';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { stopForbidden } from '../desk/stop-forbidden.ts';
import { approvals } from '../store/tables.ts';
import { dropAnswers } from '../limits/kept-outputs.ts';
import { CustodianApprovalMissing } from './find-approval.ts';
import { approvalView } from './list-approvals.ts';

/**
 * Takes an approval back. Jobs that wait under it are refused, jobs that run are stopped at once, both with a full refund. Revoking
 * again is no error, and stops again what an earlier call did not come to.
 * @throws CustodianApprovalMissing where there never was one
 */
export async function revokeAlgorithm(ctx: Context, input: ApproveAlgorithm): Promise<CustodianApproval> {
  const key = and(
    eq(approvals.datasetId, input.datasetId),
    eq(approvals.algorithmId, input.algorithmId),
    eq(approvals.metadataDigest, input.metadataDigest),
  );
  const [found] = await ctx.database.db.select().from(approvals).where(key);
  if (found === undefined) throw new CustodianApprovalMissing(input);
  const revokedAt = found.revokedAt ?? ctx.clock.now();
  await ctx.database.db.update(approvals).set({ revokedAt }).where(key);
  await dropAnswers(ctx, input);
  ctx.logger.info(input, 'approval revoked');
  await stopForbidden(ctx, { askChain: false });
  return approvalView({ ...found, revokedAt });
}
