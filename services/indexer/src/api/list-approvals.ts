import { type Bytes32, formatAssetId } from '@atoll/schemas/ids';
import { type ApprovalView } from '@atoll/schemas/indexer-api';
import { and, desc, eq, sql } from 'drizzle-orm';
import { approvals, assets, cursor as position } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { page, type PageQuery, tokenIdOf } from './listing.ts';

export interface ListApprovalsQuery extends PageQuery {
  dataset?: string | undefined;
  algorithmDigest?: Bytes32 | undefined;
}

/** Approvals, newest first; whether each holds is told as of the mirror's last block. */
export async function listApprovals(
  ctx: ApiContext,
  query: ListApprovalsQuery,
): Promise<{ items: ApprovalView[]; next?: string }> {
  const { dataset, algorithmDigest, cursor, limit } = query;
  const rows = await ctx.db
    .select({
      approval: approvals,
      // The contract admits an order in the very second of the expiry.
      active: sql<boolean>`coalesce(
        not ${approvals.revoked} and ${approvals.owner_epoch} = ${assets.owner_epoch}
          and ${approvals.expires_at} >= (select ${position.timestamp} from ${position}),
        false
      )`,
    })
    .from(approvals)
    .leftJoin(assets, eq(assets.asset_id, approvals.dataset))
    .where(
      and(
        dataset === undefined ? undefined : eq(approvals.dataset, tokenIdOf(ctx, dataset)),
        algorithmDigest && eq(approvals.algorithm_digest, algorithmDigest),
        cursor &&
          sql`(${approvals.approved_block}, ${approvals.approved_log}) < (${cursor.block}, ${cursor.log})`,
      ),
    )
    .orderBy(desc(approvals.approved_block), desc(approvals.approved_log))
    .limit(limit + 1);
  return page(
    rows,
    limit,
    ({ approval }) => ({ block: approval.approved_block, log: approval.approved_log }),
    ({ approval, active }) => ({
      dataset: formatAssetId(ctx.chainId, ctx.registry, approval.dataset),
      algorithmDigest: approval.algorithm_digest,
      ownerEpoch: approval.owner_epoch,
      active,
      expiresAt: approval.expires_at,
      ...(approval.runs_granted === null ? {} : { runsGranted: approval.runs_granted }),
    }),
  );
}
