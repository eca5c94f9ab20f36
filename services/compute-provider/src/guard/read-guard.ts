import { desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { fingerprints, snapshots } from '../store/tables.ts';
import { falseMatchRate } from './fingerprint-table.ts';
import { TableShape } from './table-shape.ts';
import type { GuardView } from '@atoll/schemas/guard';
import { readPolicy } from './policy.ts';
import { releasedBytes } from './release-budget.ts';

/**
 * How a dataset is guarded, what its fingerprints cover and how much has left it.
 * @throws DatasetUnknown
 */
export async function readGuard(ctx: Context, name: string): Promise<GuardView> {
  const rows = await ctx.database.db
    .select({ snapshot: snapshots.snapshot, assetId: snapshots.assetId, shape: fingerprints.shape })
    .from(snapshots)
    .leftJoin(fingerprints, eq(fingerprints.snapshot, snapshots.snapshot))
    .where(eq(snapshots.name, name))
    .orderBy(desc(snapshots.createdAt));
  if (rows.length === 0) throw new DatasetUnknown(`named ${name}`);
  const views = rows.map(async ({ snapshot, assetId, shape }) => ({
    snapshot,
    ...coverageOf(shape),
    releasedBytes: assetId === null ? 0 : await releasedBytes(ctx, { datasetId: assetId }),
  }));
  return { name, policy: await readPolicy(ctx, name), snapshots: await Promise.all(views) };
}

/** Nothing for fingerprints of an earlier form, which the next run takes anew. */
function coverageOf(stored: unknown): Pick<GuardView['snapshots'][number], 'fingerprints'> {
  const shape = TableShape.safeParse(stored);
  if (!shape.success) return {};
  const { records, covered, entries, sampling } = shape.data;
  return {
    fingerprints: {
      records,
      covered,
      entries,
      keptOneIn: 2 ** sampling,
      falseMatchRate: falseMatchRate(shape.data),
    },
  };
}
