import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import type { SampleView } from '@atoll/schemas/sample-api';
import { putFolder } from '@atoll/storage/put-folder';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { pinElsewhere } from '../settlement/pin-elsewhere.ts';
import { samples } from '../store/sample-tables.ts';
import { SampleUnavailable } from './problems.ts';
import { findSample } from './read-samples.ts';
import { sampleView } from './sample-view.ts';

/**
 * Makes a draft public: sample and statistics get CIDs, are kept by this provider's IPFS and by the second place where one is configured, for
 * the metadata document to name. Publishing again gives the same. It cannot be undone.
 *
 * @throws SampleUnavailable
 */
export async function publishSample(
  ctx: Context,
  input: { name: string; sample: string },
): Promise<SampleView> {
  const row = await findSample(ctx, input);
  if (row.publishedAt !== null) return sampleView(row);
  const folder = await putFolder(ctx.storage, row.directory);
  const statistics = canonicalJsonBytes(StatisticsDocument.parse(row.statistics));
  const document = { cid: await ctx.storage.putDocument(statistics), size: statistics.byteLength };
  const notes = [];
  for (const content of [folder, document]) {
    await ctx.storage.pin(content.cid, { localOnly: true });
    notes.push(await pinElsewhere(ctx, content));
  }
  const changes = {
    cid: folder.cid.toString(),
    statisticsCid: document.cid.toString(),
    note: notes.find((note) => note !== undefined) ?? null,
    publishedAt: ctx.clock.now(),
  };
  const updated = await ctx.database.db
    .update(samples)
    .set(changes)
    .where(eq(samples.sample, row.sample))
    .returning({ sample: samples.sample });
  if (updated.length === 0) throw new SampleUnavailable(`sample ${row.sample} was deleted meanwhile`);
  ctx.logger.info({ sample: row.sample, cid: changes.cid }, 'sample published');
  return sampleView({ ...row, ...changes });
}
