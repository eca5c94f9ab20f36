import type { CustodianApproval } from '@atoll/schemas/provider-api';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { stopForbidden } from '../desk/stop-forbidden.ts';
import { approvals } from '../store/tables.ts';
import { dropAnswers } from '../limits/kept-outputs.ts';
import { CustodianApprovalMissing } from './find-approval.ts';
import { approvalView } from './list-approvals.ts';
import { lockApproval } from './lock-approval.ts';
import type { Version } from './preparations.ts';

/**
 * Takes an approval back. Jobs that wait under it are refused, jobs that run are stopped at once, both with a full refund. Revoking
 * again is no error, and stops again what an earlier call did not come to. An approval that is under way is given up.
 * @throws CustodianApprovalMissing where there never was one
 */
export async function revokeAlgorithm(ctx: Context, input: Version): Promise<CustodianApproval> {
  const givenUp = ctx.preparations.giveUp(input);
  const key = and(
    eq(approvals.datasetId, input.datasetId),
    eq(approvals.algorithmId, input.algorithmId),
    eq(approvals.metadataDigest, input.metadataDigest),
  );
  const revoked = await ctx.database.db.transaction(async (database) => {
    await lockApproval(database, input);
    const [found] = await database.select().from(approvals).where(key);
    if (found === undefined) return undefined;
    const revokedAt = found.revokedAt ?? ctx.clock.now();
    await database.update(approvals).set({ revokedAt }).where(key);
    return { ...found, revokedAt };
  });
  if (revoked === undefined)
    throw new CustodianApprovalMissing(
      input,
      givenUp ? 'the approval that was under way is given up; there is nothing else to take back' : undefined,
    );
  await dropAnswers(ctx, input);
  ctx.logger.info(input, 'approval revoked');
  await stopForbidden(ctx, { askChain: false });
  return approvalView(revoked);
}
