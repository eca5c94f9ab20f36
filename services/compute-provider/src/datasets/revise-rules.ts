import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { DatasetSnapshot, ReviseRules } from '@atoll/schemas/provider-api';
import { isDatabaseAway } from '@atoll/server-kit/database-away';
import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { fingerprintFile } from '../guard/write-fingerprints.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { fingerprints, snapshots } from '../store/tables.ts';
import { snapshotFolder } from './folders.ts';
import { DatasetUnknown } from './problems.ts';
import { snapshotView, StoredFile } from './snapshot.ts';

/**
 * Puts the files of a snapshot under other rules: another snapshot of the same files with the same salt, hence the same commitment, which
 * takes the place of the one before once it is bound. Orders that were placed before keep the snapshot that they were placed on, and with it
 * its rules. The files are linked, not copied: nothing is read and no space is used. Asking for the rules that the newest snapshot of the
 * files has already gives that one.
 *
 * @returns the snapshot, which is not bound yet unless it was there
 * @throws DatasetUnknown; FilesGone where the snapshot was removed
 */
export async function reviseRules(ctx: Context, input: ReviseRules): Promise<DatasetSnapshot> {
  const [found] = await ctx.database.db
    .select({ row: snapshots, state: snapshotStates })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(eq(snapshots.snapshot, input.snapshot));
  if (found === undefined) throw new DatasetUnknown(`with snapshot ${input.snapshot}`);
  if (found.state !== null && found.state.removedAt !== null) throw new FilesGone(input.snapshot);
  const integrity = input.integrity ?? found.state?.integrity ?? 'sampled';
  const newest = (await newestOf(ctx, found.row.commitmentDigest)) ?? found;
  const isThere =
    canonicalJson(DatasetRules.parse(newest.row.rules)) === canonicalJson(input.rules) &&
    (newest.state?.integrity ?? 'sampled') === integrity;
  if (isThere) return snapshotView(newest.row, newest.state, ctx.chain);
  const snapshot = `${found.row.name}-${randomBytes(6).toString('hex')}`;
  const directory = snapshotFolder(ctx, snapshot);
  let asked = false;
  try {
    const files = z.array(StoredFile).parse(found.row.files);
    await linkFiles(found.row.directory, directory, files);
    const row = {
      ...found.row,
      ...{ snapshot, directory, rules: input.rules, createdAt: ctx.clock.now() },
      ...{ assetId: null, ownerEpoch: null },
    };
    const state = { ...found.state, snapshot, integrity, supersededAt: null };
    const prints = await linkFingerprints(ctx, { from: input.snapshot, to: snapshot });
    asked = true;
    await ctx.database.db.transaction(async (database) => {
      await database.insert(snapshots).values(row);
      if (prints !== undefined) await database.insert(fingerprints).values(prints);
      await database.insert(snapshotStates).values(state);
    });
    ctx.logger.info({ snapshot, from: input.snapshot }, 'a dataset was put under other rules');
    return snapshotView(row, state, ctx.chain);
  } catch (error) {
    // Perhaps it was committed, and the answer is lost. Files that no row names are swept when the provider starts.
    if (!(asked && isDatabaseAway(error)))
      for (const left of [directory, fingerprintFile(ctx, snapshot)])
        await rm(left, { recursive: true, force: true });
    throw error;
  }
}

/** The newest snapshot of the same files. */
async function newestOf(ctx: Context, commitment: string) {
  const [newest] = await ctx.database.db
    .select({ row: snapshots, state: snapshotStates })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(eq(snapshots.commitmentDigest, commitment))
    .orderBy(desc(snapshots.createdAt))
    .limit(1);
  return newest?.state?.removedAt === null ? newest : undefined;
}

/** Links every file into another folder, whose folders have the rights of the first one's. */
async function linkFiles(from: string, to: string, files: readonly { path: string }[]): Promise<void> {
  const folders = new Set(['']);
  for (const { path } of files)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  // A folder before what lies in it.
  for (const folder of [...folders].toSorted((a, b) => a.length - b.length)) {
    await mkdir(join(to, folder));
    await chmod(join(to, folder), (await lstat(join(from, folder))).mode & 0o777);
  }
  for (const { path } of files) await link(join(from, path), join(to, path));
}

/** The fingerprints of the same files under another name; undefined where they are gone, and are taken anew when they are needed. */
async function linkFingerprints(ctx: Context, { from, to }: { from: string; to: string }) {
  const [row] = await ctx.database.db.select().from(fingerprints).where(eq(fingerprints.snapshot, from));
  if (row === undefined) return undefined;
  const file = fingerprintFile(ctx, to);
  try {
    await link(row.file, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return { ...row, snapshot: to, file };
}

/** The files of a snapshot were removed when a newer version took its place. */
class FilesGone extends AtollError {
  constructor(snapshot: string) {
    super({
      code: 'conflict',
      message: `the files of snapshot ${snapshot} are gone`,
      hint: 'register the files again',
      data: { snapshot },
    });
  }
}
