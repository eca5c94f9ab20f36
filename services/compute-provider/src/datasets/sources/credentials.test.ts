import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCredential, readCredentials } from './credentials.ts';
import { openSources, type SourceFixture } from './source-fixture.ts';

let sources: SourceFixture;
beforeAll(async () => {
  sources = await openSources();
});
afterAll(() => sources?.close());

const s3 = { kind: 's3', accessKeyId: 'key', secretAccessKey: 'hunter2', endpoints: ['https://s3.example/'] };

async function fileOf(text: string, mode = 0o600): Promise<string> {
  const file = join(sources.root, `credentials-${Math.random()}.json`);
  await writeFile(file, text, { mode });
  await chmod(file, mode);
  return file;
}

test('credentials are found by name and kind', async () => {
  const file = await fileOf(JSON.stringify({ reefs: s3 }));
  expect(await findCredential(file, 'reefs', 's3')).toMatchObject({ endpoints: ['https://s3.example'] });
  await expect(findCredential(file, 'reefs', 'postgres')).rejects.toMatchObject({ code: 'source_refused' });
  for (const name of ['others', 'constructor', '__proto__'])
    await expect(findCredential(file, name, 's3')).rejects.toMatchObject({ code: 'source_refused' });
  await expect(findCredential(undefined, 'reefs', 's3')).rejects.toMatchObject({ code: 'source_refused' });
});

test.each([0o640, 0o604, 0o660, 0o644])('a file with mode %o is refused', async (mode) => {
  const file = await fileOf(JSON.stringify({ reefs: s3 }), mode);
  await expect(readCredentials(file)).rejects.toThrow('by others than the user');
});

test('a link is not followed', async () => {
  const file = await fileOf(JSON.stringify({ reefs: s3 }));
  await symlink(file, join(sources.root, 'link.json'));
  await expect(readCredentials(join(sources.root, 'link.json'))).rejects.toMatchObject({
    code: 'source_refused',
  });
});

test.each([
  'hunter2 is no JSON',
  JSON.stringify({ reefs: { ...s3, endpoints: [] } }),
  JSON.stringify({ reefs: { ...s3, kind: 'other' } }),
  JSON.stringify({ reefs: { ...s3, extra: 'hunter2' } }),
  JSON.stringify({ db: { kind: 'postgres', url: 'hunter2' } }),
])('a file that is wrong is refused without a word of it: %s', async (text) => {
  const error: unknown = await readCredentials(await fileOf(text)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'source_refused' });
  expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
});
