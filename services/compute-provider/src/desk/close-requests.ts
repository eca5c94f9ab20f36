import type { Bytes32 } from '@atoll/schemas/ids';
import type { ApproveAlgorithm } from '@atoll/schemas/provider-api';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { approvalRequests } from '../store/desk-tables.ts';
import { forgetDocuments } from './kept-document.ts';
import { lockRequests } from './lock-requests.ts';

type Queries = Pick<Context['database']['db'], 'select' | 'update' | 'delete' | 'execute'>;

/** Ends every open request for a version on a dataset, or one of them, in the caller's transaction; gives how many those were. */
export async function closeRequests(
  database: Queries,
  input: { state: 'approved' | 'rejected' | 'withdrawn'; at: Date; reason?: string } & (
    ApproveAlgorithm | { id: Bytes32 }
  ),
): Promise<number> {
  await lockRequests(database);
  const which =
    'id' in input
      ? eq(approvalRequests.id, input.id)
      : and(
          eq(approvalRequests.datasetId, input.datasetId),
          eq(approvalRequests.algorithmId, input.algorithmId),
          eq(approvalRequests.metadataDigest, input.metadataDigest),
        );
  const closed = await database
    .update(approvalRequests)
    .set({ state: input.state, decidedAt: input.at, reason: input.reason ?? null })
    .where(and(eq(approvalRequests.state, 'open'), which))
    .returning({ id: approvalRequests.id });
  if (closed.length > 0) await forgetDocuments(database);
  return closed.length;
}
