import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { snapshots } from '../store/tables.ts';
import { DatasetUnknown } from './problems.ts';
import { snapshotView } from './snapshot.ts';

/** Every snapshot of this provider, newest first; for its custodian. */
export async function listDatasets(ctx: Context): Promise<DatasetSnapshot[]> {
  const rows = await ctx.database.db
    .select({ row: snapshots, state: snapshotStates })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .orderBy(desc(snapshots.createdAt));
  return rows.map(({ row, state }) => snapshotView(row, state, ctx.chain));
}

/**
 * One snapshot as its custodian sees it.
 * @throws DatasetUnknown
 */
export async function readDataset(ctx: Context, snapshot: string): Promise<DatasetSnapshot> {
  const [found] = await ctx.database.db
    .select({ row: snapshots, state: snapshotStates })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(eq(snapshots.snapshot, snapshot));
  if (found === undefined) throw new DatasetUnknown(`with snapshot ${snapshot}`);
  return snapshotView(found.row, found.state, ctx.chain);
}
