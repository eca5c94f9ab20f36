import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { snapshots } from '../store/tables.ts';
import { type CheckedSnapshot, checkIntegrity } from './check-integrity.ts';
import { readDataset } from './list-datasets.ts';
import { DatasetChanged, DatasetUnknown } from './problems.ts';
import { StoredFile } from './snapshot.ts';

/**
 * Checks a snapshot and keeps what was found: one that has changed is quoted no more, one that was restored is again.
 *
 * @returns which check it was
 * @throws DatasetChanged; the signal's reason
 */
export async function checkAndRecord(
  ctx: Pick<Context, 'database' | 'clock' | 'logger'>,
  snapshot: CheckedSnapshot,
  options: { full?: boolean; signal?: AbortSignal } = {},
): Promise<'full' | 'sampled'> {
  try {
    const found = await checkIntegrity(snapshot, options);
    if (found.integrity === 'full') await recordIntact(ctx, snapshot, found.modified);
    return found.integrity;
  } catch (error) {
    if (error instanceof DatasetChanged) await recordChanged(ctx, snapshot, error);
    throw error;
  }
}

async function recordIntact(
  ctx: Pick<Context, 'database' | 'clock' | 'logger'>,
  snapshot: CheckedSnapshot,
  modified: ReadonlyMap<string, bigint>,
): Promise<void> {
  const row = { fullCheckedAt: ctx.clock.now(), changedAt: null, changedHow: null };
  // Restored files have another time; their bytes are what they were, so that is the one to compare with from now on.
  const files = snapshot.files.map((file) => ({
    ...file,
    modifiedNs: modified.get(file.path)?.toString() ?? file.modifiedNs,
  }));
  const isTouched = files.some((file, index) => file.modifiedNs !== snapshot.files[index]?.modifiedNs);
  await ctx.database.db.transaction(async (database) => {
    if (isTouched)
      await database.update(snapshots).set({ files }).where(eq(snapshots.snapshot, snapshot.snapshot));
    await database
      .insert(snapshotStates)
      .values({ snapshot: snapshot.snapshot, ...row })
      .onConflictDoUpdate({ target: snapshotStates.snapshot, set: row });
  });
}

async function recordChanged(
  ctx: Pick<Context, 'database' | 'clock' | 'logger'>,
  snapshot: CheckedSnapshot,
  error: DatasetChanged,
): Promise<void> {
  const changedHow = error.cause instanceof Error ? error.cause.message.slice(0, 1000) : 'something differs';
  const row = { changedAt: ctx.clock.now(), changedHow };
  await ctx.database.db
    .insert(snapshotStates)
    .values({ snapshot: snapshot.snapshot, ...row })
    .onConflictDoUpdate({
      target: snapshotStates.snapshot,
      set: row,
      // What was being removed meanwhile did not change.
      setWhere: isNull(snapshotStates.removedAt),
    });
  ctx.logger.error({ snapshot: snapshot.snapshot, how: changedHow }, 'a dataset has changed');
}

/**
 * Reads a snapshot in full, now; for its custodian, who may just have restored it.
 * @returns the snapshot with what was found
 * @throws DatasetUnknown
 */
export async function checkDataset(ctx: Context, name: string): Promise<DatasetSnapshot> {
  const snapshot = await findToCheck(ctx, name);
  if (snapshot === undefined) throw new DatasetUnknown(`with snapshot ${name}`);
  try {
    await checkAndRecord(ctx, snapshot, { full: true });
  } catch (error) {
    // Which is what was asked: it stands in the answer.
    if (!(error instanceof DatasetChanged)) throw error;
  }
  return readDataset(ctx, name);
}

/** A snapshot whose files are here, with what checking it takes. */
export async function findToCheck(
  ctx: Pick<Context, 'database'>,
  snapshot: string,
): Promise<CheckedSnapshot | undefined> {
  const [found] = await ctx.database.db
    .select({ row: snapshots })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(and(eq(snapshots.snapshot, snapshot), isNull(snapshotStates.removedAt)));
  return found === undefined
    ? undefined
    : { ...found.row, files: z.array(StoredFile).parse(found.row.files) };
}
