import { type DatasetSnapshot } from '@atoll/schemas/provider-api';
import { desc } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { snapshots } from '../store/tables.ts';
import { snapshotView } from './snapshot.ts';

/** Every snapshot of this provider, newest first; for its custodian. */
export async function listDatasets(ctx: Context): Promise<DatasetSnapshot[]> {
  const rows = await ctx.database.db.select().from(snapshots).orderBy(desc(snapshots.createdAt));
  return rows.map((row) => snapshotView(row, ctx.chain));
}
