import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DatasetSnapshot,
  RegisterDataset,
  type RegisterDatasetInput,
  type RegistrationProgress,
} from '@atoll/schemas/provider-api';
import { isDatabaseAway } from '@atoll/server-kit/database-away';
import { commitFolder, SALT_BYTES } from '@atoll/storage/commitment';
import { collectLeaves } from '@atoll/storage/sample-folder';
import { renameSynced } from '@atoll/storage/synced';
import type { Context } from '../context.ts';
import { fingerprintFile, writeFingerprints } from '../guard/write-fingerprints.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { fingerprints, snapshots } from '../store/tables.ts';
import { describeFile } from './describe-file.ts';
import { snapshotFolder } from './folders.ts';
import { PathNotAllowed } from './problems.ts';
import { snapshotView, type StoredFile } from './snapshot.ts';
import { describeSource, stageSource } from './sources/stage-source.ts';
import { openStaging, type Staging } from './sources/staging.ts';

/** How far a registration is. */
export type Progress = Omit<RegistrationProgress, 'registering' | 'startedAt'>;

const reportEveryMs = 10_000;

/**
 * Takes an immutable snapshot of a source: stages it, commits to it with a fresh salt, profiles its tables and takes fingerprints of its
 * records. A name that has snapshots gets another version, which is used once the asset commits to it and the custodian binds it. The caller
 * has been checked to be the custodian. Nothing is left where it fails or is stopped, unless nobody answered the commit.
 *
 * @param options.signal stops it
 * @param options.onProgress told of each phase, and in a phase perhaps again; what it is given answers how far that is at any time
 * @returns the snapshot with its commitment, which the asset is minted or updated with
 * @throws PathNotAllowed, SourceRefused, SourceUnavailable, FetchRefused, FetchFailed; what `commitFolder` throws
 */
export async function registerDataset(
  ctx: Context,
  input: RegisterDatasetInput,
  options: { signal?: AbortSignal; onProgress?: (progress: () => Progress) => void } = {},
): Promise<DatasetSnapshot> {
  const { name, source, rules, integrity } = RegisterDataset.parse(input);
  const signal = options.signal ?? new AbortController().signal;
  const snapshot = `${name}-${randomBytes(6).toString('hex')}`;
  const directory = snapshotFolder(ctx, snapshot);
  const partial = `${directory}.partial`;
  await mkdir(join(directory, '..'), { recursive: true, mode: 0o700 });
  let asked = false;
  try {
    const staging = await openStaging({
      directory: partial,
      maxBytes: ctx.settings.sources.maxBytes,
      signal,
    });
    const tell = (progress: () => Progress) => options.onProgress?.(progress);
    tell(() => ({ phase: 'staging', ...staging.progress }));
    await reported(ctx, { snapshot, staging }, () =>
      stageSource(staging, source, { ...ctx.settings.sources, dataRoots: ctx.settings.dataRoots }),
    );
    const salt = randomBytes(SALT_BYTES);
    const leaves = collectLeaves();
    const commitment = await commitFolder({
      path: partial,
      salt,
      onLeaf: leaves.onLeaf,
      onProgress: (done) => tell(() => ({ phase: 'committing', ...done })),
      signal,
    });
    if (commitment.files.length === 0) throw new PathNotAllowed('it holds no file');
    const whole = { totalFiles: commitment.files.length, totalBytes: commitment.bytes };
    const files: StoredFile[] = [];
    const bytesOf = () => files.reduce((sum, file) => sum + file.bytes, 0);
    tell(() => ({ phase: 'profiling', files: files.length, bytes: bytesOf(), ...whole }));
    for (const file of commitment.files)
      files.push(await describeFile(partial, { ...file, leaves: leaves.of(file.path) }, signal));
    await renameSynced(partial, directory);
    tell(() => ({ phase: 'fingerprinting', files: 0, bytes: 0, ...whole }));
    const prints = await writeFingerprints(ctx, { snapshot, directory, files });
    signal.throwIfAborted();
    const row: typeof snapshots.$inferSelect = {
      snapshot,
      name,
      directory,
      salt,
      commitmentCid: commitment.cid.toString(),
      commitmentDigest: commitment.digest,
      bytes: commitment.bytes,
      rules,
      files,
      assetId: null,
      ownerEpoch: null,
      createdAt: ctx.clock.now(),
    };
    const state = { snapshot, source: describeSource(source), integrity, fullCheckedAt: row.createdAt };
    asked = true;
    await ctx.database.db.transaction(async (database) => {
      await database.insert(snapshots).values(row);
      await database.insert(fingerprints).values(prints);
      await database.insert(snapshotStates).values(state);
    });
    ctx.logger.info({ snapshot, bytes: row.bytes, files: files.length }, 'dataset registered');
    return snapshotView(row, state, ctx.chain);
  } catch (error) {
    // Perhaps it was committed, and the answer is lost. Files that no row names are swept when the provider starts.
    if (!(asked && isDatabaseAway(error)))
      for (const left of [partial, directory, fingerprintFile(ctx, snapshot)])
        await rm(left, { recursive: true, force: true });
    throw error;
  }
}

/** Tells in the log how far it is, for as long as it takes. */
async function reported(
  ctx: Pick<Context, 'logger'>,
  input: { snapshot: string; staging: Staging },
  act: () => Promise<void>,
): Promise<void> {
  const { snapshot, staging } = input;
  const report = () => ctx.logger.info({ snapshot, ...staging.progress }, 'a source is being staged');
  const timer = setInterval(report, reportEveryMs);
  try {
    await act();
    report();
  } finally {
    clearInterval(timer);
  }
}
