import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSources, type SourceFixture } from './source-fixture.ts';

let sources: SourceFixture;
beforeAll(async () => {
  sources = await openSources();
  await mkdir(join(sources.root, 'data', 'reef', '2024'), { recursive: true });
  await writeFile(join(sources.root, 'data', 'reef', 'reef.csv'), 'depth\n1\n');
  await writeFile(join(sources.root, 'data', 'reef', '2024', 'more.csv'), 'depth\n2\n');
  await writeFile(join(sources.root, 'secret'), 'outside');
});
afterAll(() => sources?.close());
const at = (...parts: string[]) => join(sources.root, 'data', ...parts);

test('a folder is copied with its folders, read-only; a later edit of it changes nothing', async () => {
  const files = await sources.stage({ kind: 'folder', path: at('reef') });
  expect(files).toEqual([
    { path: '2024/more.csv', text: 'depth\n2\n', mode: 0o444 },
    { path: 'reef.csv', text: 'depth\n1\n', mode: 0o444 },
  ]);
});

test('one file is a dataset of that file', async () => {
  const files = await sources.stage({ kind: 'file', path: at('reef', 'reef.csv') });
  expect(files).toEqual([{ path: 'reef.csv', text: 'depth\n1\n', mode: 0o444 }]);
});

test('what lies outside of the data folders is refused, also through a link, and reads like what is not there', async () => {
  await symlink(sources.root, at('up'));
  const sentences = new Set<string>();
  for (const path of [sources.root, at('up'), at('..'), at('nothing'), '/etc']) {
    const error: unknown = await sources.stage({ kind: 'folder', path }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'not_allowed' });
    sentences.add(String(error));
  }
  expect(sentences.size).toBe(1);
  for (const path of [at('reef'), at('up', 'secret'), '/etc/passwd', '/dev/zero'])
    await expect(sources.stage({ kind: 'file', path })).rejects.toMatchObject({ code: 'not_allowed' });
});

test('a link inside of a folder is refused', async () => {
  await mkdir(at('linked'));
  await symlink(join(sources.root, 'secret'), at('linked', 'a.csv'));
  await expect(sources.stage({ kind: 'folder', path: at('linked') })).rejects.toMatchObject({
    code: 'not_allowed',
  });
});

test('more bytes than the limit are refused before they are copied', async () => {
  await mkdir(at('huge'));
  await writeFile(at('huge', 'sparse.bin'), '');
  await truncate(at('huge', 'sparse.bin'), 2 ** 40);
  await expect(sources.stage({ kind: 'folder', path: at('huge') })).rejects.toMatchObject({
    code: 'source_refused',
  });
});

test('a signal ends the copy', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(sources.stage({ kind: 'folder', path: at('reef') }, { signal })).rejects.toThrow('enough');
});
