import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eq, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { fingerprintFile } from '../guard/write-fingerprints.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { snapshots } from '../store/tables.ts';
import { snapshotsFolder } from './folders.ts';

/**
 * Removes what an earlier process left of registrations that did not end and of versions that it had begun to remove. Only while nothing is
 * being registered.
 */
export async function sweepSnapshots(ctx: Pick<Context, 'settings' | 'database'>): Promise<void> {
  const rows = await ctx.database.db
    .select({ snapshot: snapshots.snapshot })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(isNull(snapshotStates.removedAt));
  const known = new Set(rows.map(({ snapshot }) => snapshot));
  for (const folder of [snapshotsFolder(ctx), dirname(fingerprintFile(ctx, 'any'))]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder))
      if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
