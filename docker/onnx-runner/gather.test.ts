import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { gatherRunner } from './gather.ts';

test('whatever of others is in the image has its licence beside it', async () => {
  const { files } = await gatherRunner();
  const placed = files.map(({ from, to }) => join(to, basename(from)));
  expect(placed.filter((path) => /licen[cs]e/i.test(path)).toSorted()).toEqual([
    'context/licenses/node/LICENSE',
    'context/licenses/onnxruntime.txt',
    'context/node_modules/csv-parse/LICENSE',
    'context/node_modules/hyparquet/LICENSE',
  ]);
  await Promise.all(files.map(({ from }) => access(from)));
});
