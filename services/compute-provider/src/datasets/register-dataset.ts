import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type DatasetSnapshot, type RegisterDataset } from '@atoll/schemas/provider-api';
import { commitFolder, SALT_BYTES } from '@atoll/storage/commitment';
import { collectLeaves } from '@atoll/storage/sample-folder';
import { type Context } from '../context.ts';
import { writeFingerprints } from '../guard/write-fingerprints.ts';
import { fingerprints, snapshots } from '../store/tables.ts';
import { profileCsv } from './profile-csv.ts';
import { PathNotAllowed } from './problems.ts';
import { snapshotView, type StoredFile } from './snapshot.ts';
import { resolveBelow, stageFolder } from './stage-folder.ts';

const formats: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.parquet': 'application/vnd.apache.parquet',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.npy': 'application/x-npy',
};

/**
 * Registers a folder as an immutable snapshot: stages it, commits to it with a fresh salt and profiles its tables and takes fingerprints of its records. The caller
 * has been checked to be the custodian.
 *
 * @returns the snapshot with its commitment, which the asset is minted with
 * @throws PathNotAllowed; what `commitFolder` throws
 */
export async function registerDataset(ctx: Context, input: RegisterDataset): Promise<DatasetSnapshot> {
  const source = await resolveBelow(input.path, ctx.settings.dataRoots);
  const snapshot = `${input.name}-${randomBytes(6).toString('hex')}`;
  const parent = join(ctx.settings.stateDirectory, 'snapshots');
  const directory = join(parent, snapshot);
  const staging = `${directory}.partial`;
  await mkdir(parent, { recursive: true });
  try {
    await stageFolder(source, staging);
    const salt = randomBytes(SALT_BYTES);
    const leaves = collectLeaves();
    const commitment = await commitFolder({ path: staging, salt, onLeaf: leaves.onLeaf });
    if (commitment.files.length === 0) throw new PathNotAllowed('it holds no file');
    const files = await Promise.all(
      commitment.files.map((file) => describeFile(staging, file, leaves.of(file.path))),
    );
    await rename(staging, directory);
    const row = {
      snapshot,
      name: input.name,
      directory,
      salt,
      commitmentCid: commitment.cid.toString(),
      commitmentDigest: commitment.digest,
      bytes: commitment.bytes,
      rules: input.rules,
      files,
      assetId: null,
      ownerEpoch: null,
      createdAt: ctx.clock.now(),
    };
    const prints = await writeFingerprints(ctx, { snapshot, directory, files });
    await ctx.database.db.transaction(async (database) => {
      await database.insert(snapshots).values(row);
      await database.insert(fingerprints).values(prints);
    });
    ctx.logger.info({ snapshot, bytes: row.bytes, files: files.length }, 'dataset registered');
    return snapshotView(row, ctx.chain);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function describeFile(
  directory: string,
  file: { path: string; size: number },
  leaves: Uint8Array,
): Promise<StoredFile> {
  const path = join(directory, file.path);
  const extension = extname(file.path).toLowerCase();
  const profile = extension === '.csv' ? await profileCsv(path) : undefined;
  const { mtimeNs } = await stat(path, { bigint: true });
  return {
    path: file.path,
    bytes: file.size,
    modifiedNs: mtimeNs.toString(),
    leaves: Buffer.from(leaves).toString('base64'),
    encodingFormat: formats[extension] ?? 'application/octet-stream',
    ...(profile === undefined ? {} : { rows: profile.rows, columns: profile.columns }),
  };
}
