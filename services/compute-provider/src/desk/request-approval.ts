import { randomBytes } from 'node:crypto';
import { readAsset } from '@atoll/chain/read-asset';
import type { ApprovalQuestion, ApprovalRequest } from '@atoll/schemas/desk';
import type { Address } from '@atoll/schemas/ids';
import { and, eq } from 'drizzle-orm';
import { NotAnAlgorithm, StaleVersion } from '../approvals/approve-algorithm.ts';
import {
  algorithmOf,
  type Approval,
  type ApprovalKey,
  CustodianApprovalMissing,
  findApproval,
} from '../approvals/find-approval.ts';
import { compileParameters } from '../approvals/parameters.ts';
import type { Context } from '../context.ts';
import { findSnapshot } from '../datasets/find-snapshot.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { approvalRequests, requestDocuments } from '../store/desk-tables.ts';
import { keptDocument } from './kept-document.ts';
import { lockRequests } from './lock-requests.ts';
import { AlreadyApproved, InboxFull, TooManyOpenRequests } from './problems.ts';
import { requestView } from './request-row.ts';

/** Requests that may be open at once, from everybody together: each may keep a document of a mebibyte. */
const mostOpen = 1000;

/**
 * Asks the custodian to approve one exact version of an algorithm for a dataset that this provider hosts. The version's document is
 * fetched, verified and kept now, so that who asks learns at once where it cannot be used, and the custodian reads what an approval
 * will keep. Asking again while the request is open gives the same request.
 *
 * @param input.requester the account whose signature was checked
 * @throws AtollError `dataset_unknown`, `asset_unknown`, `stale_version`, `conflict` where the custodian has approved it already,
 * `too_many_requests`, `malformed_metadata`, `content_unavailable`
 */
export async function requestApproval(
  ctx: Context,
  input: ApprovalQuestion & { requester: Address },
): Promise<ApprovalRequest> {
  const { datasetId, algorithmId, metadataDigest, requester } = input;
  const there = await findOpen(ctx.database.db, input);
  if (there !== undefined) return there;
  await checkRoom(ctx, ctx.database.db, requester);
  await checkAssets(ctx, input);
  const document = await keptDocument(ctx, metadataDigest);
  compileParameters(algorithmOf(document).atoll.manifest.parameters);

  const request = await ctx.database.db.transaction(async (database) => {
    await lockRequests(database);
    const meanwhile = await findOpen(database, input);
    if (meanwhile !== undefined) return meanwhile;
    await checkRoom(ctx, database, requester);
    await database.insert(requestDocuments).values({ metadataDigest, document }).onConflictDoNothing();
    const [row] = await database
      .insert(approvalRequests)
      .values({
        id: `0x${randomBytes(32).toString('hex')}`,
        datasetId,
        algorithmId,
        metadataDigest,
        requester,
        message: input.message,
        state: 'open',
        createdAt: ctx.clock.now(),
      })
      .returning();
    if (row === undefined) throw new TypeError('the database took no request');
    return requestView(row);
  });
  ctx.logger.info({ id: request.id, datasetId, metadataDigest, requester }, 'approval requested');
  return request;
}

type Queries = Pick<Context['database']['db'], 'select' | '$count'>;

async function findOpen(
  database: Queries,
  input: ApprovalQuestion & { requester: Address },
): Promise<ApprovalRequest | undefined> {
  const [row] = await database
    .select()
    .from(approvalRequests)
    .where(
      and(
        eq(approvalRequests.requester, input.requester),
        eq(approvalRequests.datasetId, input.datasetId),
        eq(approvalRequests.algorithmId, input.algorithmId),
        eq(approvalRequests.metadataDigest, input.metadataDigest),
        eq(approvalRequests.state, 'open'),
      ),
    );
  return row === undefined ? undefined : requestView(row);
}

async function checkRoom(ctx: Context, database: Queries, requester: Address): Promise<void> {
  const isOpen = eq(approvalRequests.state, 'open');
  const limit = ctx.settings.openRequestsPerAccount;
  const own = await database.$count(approvalRequests, and(isOpen, eq(approvalRequests.requester, requester)));
  if (own >= limit) throw new TooManyOpenRequests({ requester, limit });
  if ((await database.$count(approvalRequests, isOpen)) >= mostOpen) throw new InboxFull(mostOpen);
}

/** The approval that stands; one of an ONNX file that was given with another runner does not, and may be asked for again. */
async function standing(ctx: Context, key: ApprovalKey): Promise<Approval | undefined> {
  try {
    return await findApproval(ctx, key);
  } catch (error) {
    if (error instanceof CustodianApprovalMissing) return undefined;
    throw error;
  }
}

/** That there is something to approve, and for a dataset that lies here: cheaper than fetching a stranger's document. */
async function checkAssets(ctx: Context, input: ApprovalQuestion): Promise<void> {
  const { datasetId, algorithmId, metadataDigest } = input;
  const approved = await standing(ctx, { datasetId, algorithmId, metadataDigest });
  if (approved !== undefined) throw new AlreadyApproved({ datasetId, metadataDigest });
  const [dataset, algorithm] = await Promise.all([
    readAsset(ctx.chain, BigInt(datasetId)),
    readAsset(ctx.chain, BigInt(algorithmId)),
  ]);
  if (dataset.kind !== 'dataset') throw new DatasetUnknown(`with asset ${datasetId}`);
  await findSnapshot(ctx, { assetId: datasetId, commitment: dataset.commitment });
  if (algorithm.kind !== 'algorithm') throw new NotAnAlgorithm(algorithmId);
  if (algorithm.metadataDigest !== metadataDigest)
    throw new StaleVersion(algorithmId, metadataDigest, algorithm.metadataDigest);
}
