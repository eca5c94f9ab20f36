import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renameSynced, writeSynced } from '@atoll/storage/synced';
import type { Context } from '../context.ts';
import { SECRET_BYTES, sealTable } from './fingerprint-key.ts';
import { runBuild } from './run-guard.ts';

/** Where the fingerprints of a snapshot lie: beside it, never within, where a job could read them. */
export function fingerprintFile({ settings }: Pick<Context, 'settings'>, snapshot: string): string {
  return join(settings.stateDirectory, 'fingerprints', snapshot);
}

/**
 * Takes the fingerprints of a snapshot under a secret of its own and writes them, encrypted, to disk.
 * @returns the row that leads to them, for the caller to store
 */
export async function writeFingerprints(
  ctx: Pick<Context, 'settings' | 'clock' | 'logger'>,
  input: { snapshot: string; directory: string; files: readonly { path: string }[] },
) {
  const { snapshot, directory } = input;
  const secret = randomBytes(SECRET_BYTES);
  const files = input.files.map(({ path }) => path);
  const { bytes, shape } = await runBuild({ directory, files, secret });
  const file = fingerprintFile(ctx, snapshot);
  const partial = `${file}.partial`;
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await rm(partial, { force: true });
  await writeSynced(partial, sealTable(secret, bytes));
  await renameSynced(partial, file);
  ctx.logger.info({ snapshot, ...shape }, 'fingerprints taken');
  return { snapshot, file, secret, shape, builtAt: ctx.clock.now() };
}
