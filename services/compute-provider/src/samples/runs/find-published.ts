import { readAsset } from '@atoll/chain/read-asset';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { DatasetUnknown } from '../../datasets/problems.ts';
import { type BoundSnapshot, findSnapshot } from '../../datasets/find-snapshot.ts';
import { samples } from '../../store/sample-tables.ts';
import { SampleUnavailable } from '../problems.ts';

/**
 * The published sample of a dataset as it stands on chain: the newest one of its snapshot, else of an earlier snapshot of the same data.
 * @throws DatasetUnknown, SampleUnavailable
 */
export async function findPublished(
  ctx: Pick<Context, 'chain' | 'database'>,
  datasetId: string,
): Promise<{ snapshot: BoundSnapshot; sample: typeof samples.$inferSelect }> {
  const asset = await readAsset(ctx.chain, BigInt(datasetId));
  if (asset.kind !== 'dataset') throw new DatasetUnknown(`with asset ${datasetId}`);
  const snapshot = await findSnapshot(ctx, { assetId: datasetId, commitment: asset.commitment });
  const rows = await ctx.database.db
    .select()
    .from(samples)
    .where(and(eq(samples.name, snapshot.name), isNotNull(samples.publishedAt)))
    .orderBy(desc(samples.publishedAt));
  const sample = rows.find((row) => row.snapshot === snapshot.snapshot) ?? rows[0];
  if (sample === undefined)
    throw new SampleUnavailable(
      `dataset ${datasetId} has no published sample`,
      'ask its owner to publish one, or choose a dataset whose metadata names a sample',
    );
  return { snapshot, sample };
}
