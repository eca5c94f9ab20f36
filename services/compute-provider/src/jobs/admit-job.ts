import { readAdmission } from '@atoll/chain/read-approval';
import { readAsset } from '@atoll/chain/read-asset';
import { AtollError } from '@atoll/schemas/error';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { findApproval, CustodianApprovalMissing, type ApprovedImage } from '../approvals/find-approval.ts';
import type { Context } from '../context.ts';
import { type BoundSnapshot, findSnapshot } from '../datasets/find-snapshot.ts';
import type { ApprovedModel } from '../models/approved-model.ts';
import { readHalt } from '../desk/read-halt.ts';
import { strictestRules, type StrictestRules } from '../quotes/check-resources.ts';
import { sendReceipt } from '../settlement/settle-job.ts';
import type { Job } from '../store/job-row.ts';
import { applyEvent } from './apply-event.ts';
import { noteDemand } from './reserve-resources.ts';
import { isCancelled } from './cancel-job.ts';
import { type Progress, stopJob } from './stop-job.ts';

/** Takes a funded job into the queue, or refuses it with a full refund. */
export async function admitJob(ctx: Context, job: Job): Promise<Progress> {
  // The order was thrown out by a reorganisation and mined again after its receipt had been signed: there is one receipt for a job.
  if (job.receipt !== undefined) return sendReceipt(ctx, job, job.receipt);
  // Consented to before a reorganisation took the order away and brought it back: the signature is out and can be sent at any time.
  if (await isCancelled(ctx, job.jobId)) {
    await applyEvent(ctx, { jobId: job.jobId, event: { event: 'cancel_agreed', whileRunning: false } });
    return 'again';
  }
  if (job.parameters === undefined) return stopJob(ctx, job, 'order_mismatch');
  if (job.ordered.at > job.validUntil) return stopJob(ctx, job, 'quote_expired');
  if ((await readHalt(ctx)).halted) return stopJob(ctx, job, 'provider_halted');
  const work = await workOf(ctx, job);
  if (work === undefined || (await isRevokedOnChain(ctx, job, work)))
    return stopJob(ctx, job, 'approval_revoked');
  await noteDemand(ctx, { jobId: job.jobId, resources: work.manifest.resources });
  await applyEvent(ctx, { jobId: job.jobId, event: { event: 'enqueued' } });
  return 'again';
}

/**
 * Whether an owner took the approval back since the order, or the dataset changed hands. A transfer voids the approval, and a new owner's
 * approval is not enough: it takes a custodian who bound the data for that owner. Where the publisher was approved as a whole, that ends
 * also when the dataset is public no longer or the algorithm changed hands.
 */
export async function isRevokedOnChain(ctx: Context, job: Job, work: Work): Promise<boolean> {
  const { assetId: algorithmId, metadataDigest: algorithmDigest } = job.order.algorithm;
  const found = await Promise.all(
    work.snapshots.map(async ({ assetId, ownerEpoch }) => {
      const [approval, asset] = await Promise.all([
        readAdmission(ctx.chain, {
          datasetId: BigInt(assetId),
          algorithmId: BigInt(algorithmId),
          algorithmDigest,
        }),
        readAsset(ctx.chain, BigInt(assetId)),
      ]);
      return approval === undefined || asset.ownerEpoch !== ownerEpoch;
    }),
  );
  return found.includes(true);
}

/** What a job runs, on what, under which rules: all from what was approved and registered, nothing from the buyer but parameters. */
export interface Work {
  readonly manifest: AlgorithmManifest;
  readonly image: ApprovedImage;
  /** Of an ONNX algorithm. */
  readonly model: ApprovedModel | undefined;
  readonly snapshots: readonly BoundSnapshot[];
  readonly rules: StrictestRules;
}

/** The work of a job, or undefined where an approval of the custodian was revoked. */
export async function workOf(ctx: Context, job: Job): Promise<Work | undefined> {
  const { assetId: algorithmId, metadataDigest } = job.order.algorithm;
  const snapshots: BoundSnapshot[] = [];
  let work: (Pick<Work, 'manifest' | 'model'> & { image: ApprovedImage | undefined }) | undefined;
  for (const [index, { assetId }] of job.order.datasets.entries()) {
    snapshots.push(await findSnapshot(ctx, { assetId, snapshot: job.snapshots[index] ?? '' }));
    try {
      const approval = await findApproval(ctx, { datasetId: assetId, algorithmId, metadataDigest });
      work = { manifest: approval.document.atoll.manifest, image: approval.image, model: approval.model };
    } catch (error) {
      if (error instanceof CustodianApprovalMissing) return undefined;
      throw error;
    }
  }
  if (work?.image === undefined) throw new WorkIncomplete(job.jobId);
  return {
    manifest: work.manifest,
    image: work.image,
    model: work.model,
    snapshots,
    rules: strictestRules(snapshots.map(({ rules }) => rules)),
  };
}

class WorkIncomplete extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'internal',
      message: `job ${jobId} was admitted without an image`,
      hint: 'this is a fault of the provider; the order expires with a full refund',
    });
  }
}
