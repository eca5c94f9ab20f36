import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { OutputName } from '@atoll/schemas/metadata/algorithm';
import { renameSynced, writeSynced } from '@atoll/storage/synced';
import type { OutputEntry } from '../engine/engine.ts';
import { OutputsLost } from '../engine/errors.ts';
import { OutputUndeclared } from '../guard/problems.ts';
import type { StoredRunEnd } from './run-end.ts';

/**
 * Writes what a run left to disk under the names it chose, where they are plain; anything else ends the collection, and nothing is kept.
 *
 * @param folder does not exist afterwards where something is wrong
 * @returns what is wrong with it already
 */
export async function keepOutputs(
  entries: AsyncIterable<OutputEntry>,
  folder: string,
): Promise<StoredRunEnd['fault'] | 'lost'> {
  const partial = `${folder}.partial`;
  await rm(folder, { recursive: true, force: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    for await (const entry of entries) {
      if (entry.type !== 'file' || !OutputName.safeParse(entry.path).success)
        throw new OutputUndeclared(entry.path, 'no regular file with a plain name');
      await writeSynced(join(partial, entry.path), entry.content);
    }
  } catch (error) {
    if (!(error instanceof AtollError)) throw error;
    if (error instanceof OutputsLost) return 'lost';
    if (
      error.code === 'output_too_large' ||
      error.code === 'output_undeclared' ||
      error.code === 'output_invalid'
    )
      return error.code;
    throw error;
  }
  await renameSynced(partial, folder);
  return undefined;
}
