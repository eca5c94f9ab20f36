import { randomBytes } from 'node:crypto';
import { AtollError } from '@atoll/schemas/error';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { SampleRunView, StartSampleRun } from '@atoll/schemas/sample-api';
import { cidOfDigest } from '@atoll/storage/digest';
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { algorithmOf, findApproval } from '../../approvals/find-approval.ts';
import { compileParameters } from '../../approvals/parameters.ts';
import type { Context } from '../../context.ts';
import { checkNotHalted } from '../../desk/read-halt.ts';
import { GpuNotForSamples } from '../../gpus/problems.ts';
import { checkDeclared, checkResources } from '../../quotes/check-resources.ts';
import { sampleRuns } from '../../store/sample-tables.ts';
import { findPublished } from './find-published.ts';
import { SampleQueueFull, SampleRunsRefused, SampleRunsSpent } from './problems.ts';
import { keptMs, sampleRunView } from './run-row.ts';

/** Runs that may wait, over all signers. */
const mostWaiting = 50;

/**
 * Takes a run of an algorithm on the published sample of a dataset. It costs nothing and needs no order; what it may not do is what a run
 * on the data may not do, and it is checked in the same way: parameters, declared outputs, resources.
 *
 * @throws ProviderHalted, SampleRunsRefused, SampleRunsSpent, SampleQueueFull, SampleUnavailable, DatasetUnknown, InvalidParameters, OrderInvalid,
 * GpuNotForSamples, CustodianApprovalMissing where only approved algorithms run; what reading the document throws
 */
export async function startSampleRun(
  ctx: Context,
  input: StartSampleRun & { signer: `0x${string}` },
): Promise<SampleRunView> {
  const { mode } = ctx.settings.sampleRuns;
  const { datasetId, metadataDigest, signer } = input;
  if (mode === 'off')
    throw new SampleRunsRefused(
      'this provider runs nothing on samples',
      'download the sample by its CID and run the algorithm at home',
    );
  await checkNotHalted(ctx);
  const { snapshot, sample } = await findPublished(ctx, datasetId);
  const document =
    mode === 'approved'
      ? (await findApproval(ctx, { datasetId, metadataDigest })).document
      : algorithmOf(await ctx.storage.getDocument(cidOfDigest(metadataDigest)));
  const { manifest } = document.atoll;
  compileParameters(manifest.parameters)(input.parameters);
  checkDeclared(manifest, snapshot.rules);
  if (manifest.resources.gpus > 0) throw new GpuNotForSamples(manifest.resources.gpus);
  checkFits(ctx, manifest);
  const row = {
    run: randomBytes(16).toString('hex'),
    signer,
    datasetId,
    metadataDigest,
    sample: sample.sample,
    parameters: input.parameters,
    state: 'queued' as const,
    createdAt: ctx.clock.now(),
  };
  await ctx.database.db.transaction(async (database) => {
    // Two requests at once must not both find the last place.
    await database.execute(sql`select pg_advisory_xact_lock(hashtextextended('sample-runs', 0))`);
    const since = new Date(row.createdAt.getTime() - keptMs);
    const own = and(eq(sampleRuns.signer, signer), gt(sampleRuns.createdAt, since));
    const { perDay } = ctx.settings.sampleRuns;
    if ((await database.$count(sampleRuns, own)) >= perDay) throw new SampleRunsSpent(perDay);
    const waiting = inArray(sampleRuns.state, ['queued', 'preparing', 'running']);
    if ((await database.$count(sampleRuns, waiting)) >= mostWaiting) throw new SampleQueueFull();
    await database.insert(sampleRuns).values(row);
  });
  ctx.logger.info({ run: row.run, datasetId, metadataDigest }, 'run on a sample taken');
  const unborn = { starts: 0, outcome: null, usage: null, outputs: [], problem: null };
  return sampleRunView({ ...row, ...unborn }, sample.cid);
}

/** It has to fit into some environment, as a run on the data would. */
function checkFits(ctx: Context, manifest: AlgorithmManifest): void {
  let refusal: AtollError | undefined;
  for (const { document } of ctx.settings.environments) {
    try {
      checkResources(manifest, document);
      return;
    } catch (error) {
      if (!(error instanceof AtollError)) throw error;
      refusal = error;
    }
  }
  if (refusal !== undefined) throw refusal;
}
