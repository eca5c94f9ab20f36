import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MakeSample, SampleView } from '@atoll/schemas/sample-api';
import { isDatabaseAway } from '@atoll/server-kit/database-away';
import { renameSynced } from '@atoll/storage/synced';
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { StoredFile } from '../datasets/snapshot.ts';
import { readFingerprints } from '../guard/read-fingerprints.ts';
import { runGuard } from '../guard/run-guard.ts';
import { unwrapLimits } from '../guard/unwrap.ts';
import { samples } from '../store/sample-tables.ts';
import { snapshots } from '../store/tables.ts';
import { bookEpsilon } from './privacy-ledger.ts';
import { runSampler } from './run-sampler.ts';
import { sampleFolder } from './sample-folder.ts';
import { sampleView } from './sample-view.ts';

/**
 * Makes a synthetic sample and statistics of a dataset, as a draft. The epsilon is booked first. The caller has been checked to be the custodian.
 *
 * @returns the draft with its preview; nothing of it is public
 * @throws DatasetUnknown, EpsilonSpent, DomainRefused, TableTooLarge, NoTables
 */
export async function makeSample(ctx: Context, input: MakeSample & { name: string }): Promise<SampleView> {
  const row = await findSnapshotRow(ctx, input);
  const sample = `${input.name}-${randomBytes(6).toString('hex')}`;
  const folder = sampleFolder(ctx, sample);
  const files = z.array(StoredFile).parse(row.files);
  await bookEpsilon(ctx, { sample, name: input.name, epsilon: input.epsilon });
  let asked = false;
  try {
    await mkdir(folder.making, { recursive: true, mode: 0o700 });
    await mkdir(folder.scratch, { mode: 0o700 });
    const made = await runSampler({
      input: {
        snapshot: row.snapshot,
        directory: row.directory,
        files,
        output: folder.making,
        scratch: folder.scratch,
        request: input,
      },
    });
    const resembling = await compare(ctx, row, files, made.scannable);
    await openForReading(folder.making);
    await renameSynced(folder.making, folder.directory);
    await rm(folder.partial, { recursive: true, force: true });
    const draft = {
      sample,
      name: input.name,
      snapshot: row.snapshot,
      directory: folder.directory,
      statistics: made.statistics,
      preview: made.preview,
      resembling,
      createdAt: ctx.clock.now(),
      cid: null,
      statisticsCid: null,
      note: null,
      publishedAt: null,
    };
    asked = true;
    await ctx.database.db.insert(samples).values(draft);
    ctx.logger.info({ sample, epsilon: input.epsilon }, 'sample made');
    return sampleView(draft);
  } catch (error) {
    // Perhaps it was committed, and the answer is lost. Files that no row names are swept when the provider starts.
    if (!(asked && isDatabaseAway(error)))
      for (const left of [folder.partial, folder.directory]) await rm(left, { recursive: true, force: true });
    throw error;
  }
}

async function findSnapshotRow(ctx: Context, input: { name: string; snapshot?: string | undefined }) {
  const [row] = await ctx.database.db
    .select()
    .from(snapshots)
    .where(
      and(
        eq(snapshots.name, input.name),
        input.snapshot === undefined ? undefined : eq(snapshots.snapshot, input.snapshot),
      ),
    )
    .orderBy(desc(snapshots.createdAt))
    .limit(1);
  if (row === undefined)
    throw new DatasetUnknown(
      input.snapshot === undefined ? `named ${input.name}` : `with snapshot ${input.snapshot}`,
    );
  return row;
}

/** How many records of the dataset the guard recognises in the sample, as it would in an output. */
async function compare(
  ctx: Context,
  row: typeof snapshots.$inferSelect,
  files: readonly StoredFile[],
  scannable: readonly string[],
): Promise<SampleView['resembling']> {
  const prints = await readFingerprints(ctx, { ...row, files });
  const outputs = await Promise.all(
    scannable.map(async (path) => ({
      name: basename(path),
      type: 'csv' as const,
      bytes: new Uint8Array(await readFile(path)),
    })),
  );
  const scan = await runGuard({
    outputs,
    datasets: [{ dataset: row.snapshot, ...prints }],
    limits: unwrapLimits,
  });
  const [found] = scan.datasets;
  return { records: found?.records ?? 0, chance: Math.ceil(found?.chance ?? 0) };
}

/** As a snapshot's folder: the sandbox's user reads it, nobody writes it. */
async function openForReading(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else await chmod(path, 0o444);
  }
  await chmod(folder, 0o755);
}
