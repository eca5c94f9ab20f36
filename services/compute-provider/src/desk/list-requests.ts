import { type ApprovalRequest, inboxPage, InboxRequest } from '@atoll/schemas/desk';
import { AtollError } from '@atoll/schemas/error';
import { type Address, Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmDocument, AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { and, desc, eq, lt, ne } from 'drizzle-orm';
import { algorithmOf, ApprovedImage } from '../approvals/find-approval.ts';
import type { Context } from '../context.ts';
import { runnerDigest } from '../models/runner-setting.ts';
import { approvalRequests } from '../store/desk-tables.ts';
import { approvals } from '../store/tables.ts';
import { diffManifests } from './diff-manifests.ts';
import { keptDocument } from './kept-document.ts';
import { requestView } from './request-row.ts';
import { showUnseenIn } from './show-unseen.ts';

/** Own requests that are shown. */
const ownPage = 100;

/**
 * Open requests, newest first, each with what would run and what is new in it since the version of the same algorithm that was
 * approved for the dataset last. One whose document cannot be read is there without it. The caller has been checked to be the custodian.
 *
 * @param input.before sequence of the last request of the page before
 */
export async function listRequests(
  ctx: Context,
  input: { before?: number | undefined; limit?: number | undefined } = {},
): Promise<InboxRequest[]> {
  const rows = await ctx.database.db
    .select()
    .from(approvalRequests)
    .where(
      and(
        eq(approvalRequests.state, 'open'),
        input.before === undefined ? undefined : lt(approvalRequests.sequence, input.before),
      ),
    )
    .orderBy(desc(approvalRequests.sequence))
    .limit(Math.min(input.limit ?? inboxPage, inboxPage));
  return Promise.all(rows.map((row) => inboxView(ctx, row)));
}

/** What an account has asked for, newest first. */
export async function listOwnRequests(ctx: Context, requester: Address): Promise<ApprovalRequest[]> {
  const rows = await ctx.database.db
    .select()
    .from(approvalRequests)
    .where(eq(approvalRequests.requester, requester))
    .orderBy(desc(approvalRequests.sequence))
    .limit(ownPage);
  return rows.map(requestView);
}

async function inboxView(ctx: Context, row: typeof approvalRequests.$inferSelect): Promise<InboxRequest> {
  try {
    return await readableView(
      ctx,
      row,
      algorithmOf(await keptDocument(ctx, Bytes32.parse(row.metadataDigest))),
    );
  } catch (error) {
    if (!(error instanceof AtollError)) throw error;
    return { ...requestView(row), sequence: row.sequence, missing: error.message, escaped: [] };
  }
}

async function readableView(
  ctx: Context,
  row: typeof approvalRequests.$inferSelect,
  document: AlgorithmDocument,
): Promise<InboxRequest> {
  const previous = await lastApproved(ctx, row);
  const { manifest } = document.atoll;
  const { value, escaped } = showUnseenIn({
    algorithm: {
      name: document.name,
      description: document.description,
      version: document.softwareVersion,
      license: document.license,
    },
    manifest,
    ...(previous === undefined
      ? {}
      : {
          changes: diffManifests(previous.document.atoll.manifest, manifest, {
            before: previous.imageDigest,
            after: imageOf(ctx, manifest).imageDigest,
          }),
        }),
  });
  return InboxRequest.parse({
    ...requestView(row),
    sequence: row.sequence,
    ...imageOf(ctx, manifest),
    ...(previous === undefined ? {} : { previous: previous.approval }),
    escaped,
    ...Object(value),
  });
}

/** The image that would run: its own, or of an ONNX file the runner's. */
function imageOf({ settings }: Context, { image }: AlgorithmManifest): { imageDigest?: string } {
  const { onnxRunner } = settings;
  if (image !== undefined) return { imageDigest: image.manifestDigest };
  return onnxRunner === undefined ? {} : { imageDigest: runnerDigest(onnxRunner) };
}

/** The version of the same algorithm that was approved for the same dataset before, also where that was revoked since. */
async function lastApproved(
  ctx: Context,
  row: typeof approvalRequests.$inferSelect,
): Promise<
  | { document: AlgorithmDocument; imageDigest: string | undefined; approval: InboxRequest['previous'] }
  | undefined
> {
  const [found] = await ctx.database.db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.datasetId, row.datasetId),
        eq(approvals.algorithmId, row.algorithmId),
        ne(approvals.metadataDigest, row.metadataDigest),
      ),
    )
    .orderBy(desc(approvals.approvedAt))
    .limit(1);
  if (found === undefined) return undefined;
  return {
    document: algorithmOf(found.document),
    imageDigest: found.image === null ? undefined : ApprovedImage.parse(found.image).manifestDigest,
    approval: {
      metadataDigest: Bytes32.parse(found.metadataDigest),
      approvedAt: found.approvedAt.toISOString(),
      ...(found.revokedAt === null ? {} : { revokedAt: found.revokedAt.toISOString() }),
    },
  };
}
