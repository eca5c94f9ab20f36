import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context } from '../context.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { fingerprints, snapshots } from '../store/tables.ts';
import { falseMatchRate } from './fingerprint-table.ts';
import { TableShape } from './table-shape.ts';
import { GuardPolicy, readPolicy } from './policy.ts';
import { releasedBytes } from './release-budget.ts';

/** How a dataset is guarded; for its custodian. */
export const GuardView = z.object({
  name: z.string(),
  policy: GuardPolicy,
  snapshots: z.array(
    z.object({
      snapshot: z.string(),
      /** Absent until the first run over a snapshot that was registered before there were fingerprints. */
      fingerprints: z
        .object({
          records: z.int(),
          /** Records that can be recognised; the others say too little to be told from chance. */
          covered: z.int(),
          entries: z.int(),
          /** One fingerprint in so many was kept. */
          keptOneIn: z.int(),
          falseMatchRate: z.number(),
        })
        .optional(),
      releasedBytes: z.int(),
    }),
  ),
});
export type GuardView = z.infer<typeof GuardView>;

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
    ...(shape === null ? {} : { fingerprints: coverageOf(TableShape.parse(shape)) }),
    releasedBytes: assetId === null ? 0 : await releasedBytes(ctx, { datasetId: assetId }),
  }));
  return { name, policy: await readPolicy(ctx, name), snapshots: await Promise.all(views) };
}

function coverageOf(shape: TableShape) {
  const { records, covered, entries, sampling } = shape;
  return { records, covered, entries, keptOneIn: 2 ** sampling, falseMatchRate: falseMatchRate(shape) };
}
