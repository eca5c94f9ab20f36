import type { ApprovalRequest } from '@atoll/schemas/desk';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { approvalRequests } from '../store/desk-tables.ts';

/** A request as who asked, and the custodian, may see it. */
export function requestView(row: typeof approvalRequests.$inferSelect): ApprovalRequest {
  return {
    id: Bytes32.parse(row.id),
    datasetId: row.datasetId,
    algorithmId: row.algorithmId,
    metadataDigest: Bytes32.parse(row.metadataDigest),
    message: row.message,
    requester: Address.parse(row.requester),
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    createdAt: row.createdAt.toISOString(),
    ...(row.decidedAt === null ? {} : { decidedAt: row.decidedAt.toISOString() }),
  };
}
