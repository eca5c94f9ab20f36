import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { expect, test } from 'vitest';
import { renameSynced } from './synced.ts';

test('a folder gets its name once all that is in it is on disk, and then the name is', async () => {
  const root = await mkdtemp(join(tmpdir(), 'atoll-synced-'));
  const [from, to] = [join(root, 'partial'), join(root, 'whole')];
  await mkdir(join(from, 'deep'), { recursive: true });
  await writeFile(join(from, 'deep', 'file'), 'content', { mode: 0o444 });
  const syncs = await watchSyncs();
  try {
    await renameSynced(from, to);
  } finally {
    syncs.end();
  }
  expect(new Set(syncs.paths.slice(0, -1))).toEqual(
    new Set([from, join(from, 'deep'), join(from, 'deep', 'file')]),
  );
  expect(syncs.paths.at(-1)).toBe(root);
  expect(await readFile(join(to, 'deep', 'file'), 'utf8')).toBe('content');
  await rm(root, { recursive: true });
});
