import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSources, type SourceFixture } from './source-fixture.ts';

let sources: SourceFixture;
let origin: string;
beforeAll(async () => {
  sources = await openSources();
  origin = await sources.listen((request, response) => {
    if (request.url === '/reef.csv') response.end('depth\n1\n');
    else if (request.url === '/metadata')
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else response.writeHead(404).end('nothing');
  });
});
afterAll(() => sources?.close());

const sha256 = createHash('sha256').update('depth\n1\n').digest('hex');
const from = (...files: { url: string; name: string; sha256?: string }[]) => ({
  kind: 'http' as const,
  files,
});

test('files are fetched under the names they are given, and compared with the digest where there is one', async () => {
  const url = `${origin}/reef.csv`;
  const files = await sources.stage(from({ url, name: 'a.csv', sha256 }, { url, name: 'deep/b.csv' }));
  expect(files.map(({ path, text }) => [path, text])).toEqual([
    ['a.csv', 'depth\n1\n'],
    ['deep/b.csv', 'depth\n1\n'],
  ]);
  await expect(sources.stage(from({ url, name: 'a.csv', sha256: '00'.repeat(32) }))).rejects.toMatchObject({
    code: 'source_refused',
  });
});

test('the limit holds for all files together', async () => {
  const url = `${origin}/reef.csv`;
  const two = from({ url, name: 'a.csv' }, { url, name: 'b.csv' });
  expect(await sources.stage(two, { maxBytes: 16 })).toHaveLength(2);
  await expect(sources.stage(two, { maxBytes: 15 })).rejects.toMatchObject({ code: 'source_refused' });
});

test.each([
  ['a page that is not there', '/nothing', 'source_unavailable'],
  ['a redirect to where clouds keep credentials', '/metadata', 'source_refused'],
])('%s is no dataset', async (_what, path, code) => {
  await expect(sources.stage(from({ url: `${origin}${path}`, name: 'a.csv' }))).rejects.toMatchObject({
    code,
  });
});

test('an address of this machine is refused unless the operator lists it', async () => {
  const file = { url: `${origin}/reef.csv`, name: 'a.csv' };
  await expect(sources.stage(from(file), { allowed: '127.0.0.1:1' })).rejects.toMatchObject({
    code: 'source_refused',
  });
});

test('two files of one name, or one inside the other, are refused', async () => {
  const url = `${origin}/reef.csv`;
  for (const [one, other] of [
    ['a', 'a'],
    ['a', 'a/b'],
    ['a/b', 'a'],
  ] as const)
    await expect(sources.stage(from({ url, name: one }, { url, name: other }))).rejects.toMatchObject({
      code: 'source_refused',
    });
});
