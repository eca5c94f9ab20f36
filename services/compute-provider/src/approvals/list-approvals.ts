import { Bytes32 } from '@atoll/schemas/ids';
import type { CustodianApproval } from '@atoll/schemas/provider-api';
import { desc } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { ApprovedModel } from '../models/approved-model.ts';
import { approvals } from '../store/tables.ts';
import { ApprovedImage } from './find-approval.ts';

/** Every approval that the custodian gave, newest first, revoked ones too. */
export async function listApprovals(ctx: Context): Promise<CustodianApproval[]> {
  const rows = await ctx.database.db.select().from(approvals).orderBy(desc(approvals.approvedAt));
  return rows.map(approvalView);
}

export function approvalView(row: Omit<typeof approvals.$inferSelect, 'document'>): CustodianApproval {
  return {
    datasetId: row.datasetId,
    algorithmId: row.algorithmId,
    metadataDigest: Bytes32.parse(row.metadataDigest),
    algorithmName: row.algorithmName,
    ...(row.image === null ? {} : { image: ApprovedImage.parse(row.image) }),
    ...(row.model === null ? {} : { model: ApprovedModel.parse(row.model) }),
    approvedAt: row.approvedAt.toISOString(),
    ...(row.revokedAt === null ? {} : { revokedAt: row.revokedAt.toISOString() }),
  };
}
