import { AtollError } from '@atoll/schemas/error';
import { type Bytes32, OciDigest } from '@atoll/schemas/ids';
import type { AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApprovedModel } from '../models/approved-model.ts';
import { runnerDigest } from '../models/runner-setting.ts';
import { approvals } from '../store/tables.ts';

/** The image as it was loaded and verified when the algorithm was approved. */
export const ApprovedImage = z.object({ manifestDigest: OciDigest, imageId: OciDigest });
export type ApprovedImage = z.infer<typeof ApprovedImage>;

/** An algorithm version that the custodian admits to a dataset, from the bytes that were approved. */
export interface Approval {
  readonly algorithmId: string;
  readonly document: AlgorithmDocument;
  readonly image: ApprovedImage | undefined;
  /** Of an ONNX algorithm, whose image is the runner's. */
  readonly model: ApprovedModel | undefined;
}

/** What is asked for: one exact version on a dataset. */
export interface ApprovalKey {
  readonly datasetId: string;
  /**
   * The asset whose author is paid; a copy of its document under another account was not approved with it. Absent where nobody is
   * paid: any standing approval of the version then.
   */
  readonly algorithmId?: string;
  readonly metadataDigest: Bytes32;
}

/** The chain admits the algorithm, the custodian of the data has not. */
export class CustodianApprovalMissing extends AtollError {
  constructor(
    key: ApprovalKey,
    hint = 'an approval on chain is not enough: ask the custodian to approve it at the provider as well',
  ) {
    const { datasetId, algorithmId, metadataDigest } = key;
    const of = algorithmId === undefined ? '' : ` of algorithm ${algorithmId}`;
    super({
      code: 'custodian_approval_missing',
      message: `the custodian of dataset ${datasetId} has not approved version ${metadataDigest}${of}`,
      hint,
      data: { ...key },
    });
  }
}

/**
 * The custodian's approval that stands now.
 * @throws CustodianApprovalMissing where there is none or it was revoked, or where it is of an ONNX algorithm and another runner
 */
export async function findApproval(
  ctx: Pick<Context, 'database' | 'settings'>,
  key: ApprovalKey,
): Promise<Approval> {
  const [row] = await ctx.database.db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.datasetId, key.datasetId),
        key.algorithmId === undefined ? undefined : eq(approvals.algorithmId, key.algorithmId),
        eq(approvals.metadataDigest, key.metadataDigest),
        isNull(approvals.revokedAt),
      ),
    )
    .orderBy(desc(approvals.approvedAt))
    .limit(1);
  if (row === undefined) throw new CustodianApprovalMissing(key);
  const approval: Approval = {
    algorithmId: row.algorithmId,
    document: algorithmOf(row.document),
    image: row.image === null ? undefined : ApprovedImage.parse(row.image),
    model: row.model === null ? undefined : ApprovedModel.parse(row.model),
  };
  checkRunner(ctx, approval, key);
  return approval;
}

/** An ONNX algorithm was approved together with the image that runs it. */
function checkRunner(
  { settings: { onnxRunner } }: Pick<Context, 'settings'>,
  { document, image }: Approval,
  key: ApprovalKey,
): void {
  if (document.atoll.manifest.onnx === undefined) return;
  if (onnxRunner !== undefined && image?.manifestDigest === runnerDigest(onnxRunner)) return;
  throw new CustodianApprovalMissing(
    key,
    'it was approved with another ONNX runner than the provider has now: ask the custodian to approve it again',
  );
}

/** The algorithm document that bytes hold, whose digest was checked. */
export function algorithmOf(bytes: Uint8Array): AlgorithmDocument {
  const document = parseDocument(bytes);
  if (document.atoll.kind !== 'algorithm' || !('manifest' in document.atoll)) throw new NoAlgorithm();
  // The check above tells `atoll` apart, not the document around it; parsing by kind did both.
  return { ...document, atoll: document.atoll } as AlgorithmDocument;
}

class NoAlgorithm extends AtollError {
  constructor() {
    super({
      code: 'malformed_metadata',
      message: 'the metadata document is not that of an algorithm',
      hint: 'approve an algorithm: datasets and models have other documents',
    });
  }
}
