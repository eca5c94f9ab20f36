import { readAsset } from '@atoll/chain/read-asset';
import { AtollError } from '@atoll/schemas/error';
import type { ApproveAlgorithm, CustodianApproval } from '@atoll/schemas/provider-api';
import type { Context } from '../context.ts';
import { keptDocument } from '../desk/kept-document.ts';
import { closeRequests } from '../desk/close-requests.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { findSnapshot } from '../datasets/find-snapshot.ts';
import { keepModel } from '../models/kept-model.ts';
import { approvals } from '../store/tables.ts';
import { approvalView } from './list-approvals.ts';
import { algorithmOf } from './find-approval.ts';
import { lockApproval } from './lock-approval.ts';
import { compileParameters } from './parameters.ts';
import type { Told } from './preparations.ts';
import { prepareProgram } from './prepare-program.ts';

/**
 * The custodian's approval of one exact algorithm version for a dataset. Everything slow or refusable is done now, so that a
 * job has nothing to wait for: the document is the copy of the request that was made for it, else fetched once, verified and kept as bytes, its parameter schema compiled, its
 * image fetched, verified and loaded; of an ONNX algorithm its model fetched, verified, checked and kept, and the runner's image loaded.
 * Approving again prepares again. A revocation meanwhile is the later word: what was under way approves nothing.
 *
 * @throws AtollError `dataset_unknown`, `asset_unknown`, `stale_version`, `malformed_metadata`, `content_unavailable`,
 * `image_unavailable`, `image_invalid`, `conflict` where it was revoked meanwhile
 */
export function approveAlgorithm(ctx: Context, input: ApproveAlgorithm): Promise<CustodianApproval> {
  return ctx.preparations.track(input, ctx.clock.now(), (told) => approve(ctx, input, told));
}

async function approve(ctx: Context, input: ApproveAlgorithm, told: Told): Promise<CustodianApproval> {
  const dataset = await readAsset(ctx.chain, BigInt(input.datasetId));
  if (dataset.kind !== 'dataset') throw new DatasetUnknown(`with asset ${input.datasetId}`);
  await findSnapshot(ctx, { assetId: input.datasetId, commitment: dataset.commitment });
  const algorithm = await readAsset(ctx.chain, BigInt(input.algorithmId));
  if (algorithm.kind !== 'algorithm') throw new NotAnAlgorithm(input.algorithmId);
  if (algorithm.metadataDigest !== input.metadataDigest)
    throw new StaleVersion(input.algorithmId, input.metadataDigest, algorithm.metadataDigest);

  const document = await keptDocument(ctx, input.metadataDigest);
  const parsed = algorithmOf(document);
  const { manifest } = parsed.atoll;
  compileParameters(manifest.parameters);
  if (manifest.onnx !== undefined) told.enter('model');
  const model = manifest.onnx === undefined ? undefined : await keepModel(ctx, manifest.onnx, manifest);
  told.enter('image');
  const image = await prepareProgram(ctx, manifest, undefined, told.came);

  const row = {
    datasetId: input.datasetId,
    metadataDigest: input.metadataDigest,
    algorithmId: input.algorithmId,
    document,
    algorithmName: parsed.name,
    image: { manifestDigest: image.manifestDigest, imageId: image.imageId },
    model: model ?? null,
    approvedAt: ctx.clock.now(),
    revokedAt: null,
  };
  await ctx.database.db.transaction(async (database) => {
    await lockApproval(database, input);
    told.check();
    await database
      .insert(approvals)
      .values(row)
      .onConflictDoUpdate({
        target: [approvals.datasetId, approvals.algorithmId, approvals.metadataDigest],
        set: row,
      });
    await closeRequests(database, { ...input, state: 'approved', at: row.approvedAt });
  });
  ctx.logger.info({ datasetId: row.datasetId, metadataDigest: row.metadataDigest }, 'algorithm approved');
  return approvalView(row);
}

/** What was asked for is no longer, or not yet, the asset's version on chain. */
export class StaleVersion extends AtollError {
  constructor(assetId: string, asked: string, current: string) {
    super({
      code: 'stale_version',
      message: `asset ${assetId} is at version ${current}, not ${asked}`,
      hint: 'read the asset again and use its current version',
      data: { assetId, asked, current },
    });
  }
}

/** What was named as an algorithm is something else. */
export class NotAnAlgorithm extends AtollError {
  constructor(assetId: string) {
    super({
      code: 'asset_unknown',
      message: `asset ${assetId} is no algorithm`,
      hint: 'name the asset of the algorithm to approve',
      data: { assetId },
    });
  }
}
