import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBucket, type FakeBucket } from './s3-server-fixture.ts';
import { parseListing } from './s3-listing.ts';
import { openSources, type SourceFixture } from './source-fixture.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
let sources: SourceFixture;
let bucket: FakeBucket;
let endpoint: string;
beforeAll(async () => {
  sources = await openSources();
  endpoint = await sources.listen((request, response) => bucket.listener(request, response));
});
beforeEach(() => {
  bucket = createBucket({ bucket: 'reefs', region: 'eu-central-1', ...keys });
});
afterAll(() => sources?.close());

function stage(
  more: { prefix?: string; bucket?: string; region?: string } = {},
  options: { maxBytes?: number; credential?: object; signal?: AbortSignal } = {},
) {
  const { credential, ...rest } = options;
  return sources.stage(
    { kind: 's3', endpoint, region: 'eu-central-1', bucket: 'reefs', prefix: '', credential: 'own', ...more },
    { credentials: { own: { kind: 's3', ...keys, endpoints: [endpoint], ...credential } }, ...rest },
  );
}
const pathsOf = async (staged: ReturnType<typeof stage>) => (await staged).map(({ path }) => path);
const refused = { code: 'source_refused' };

test('every object below the prefix is fetched, over several pages, signed; names are what follows the prefix', async () => {
  for (let each = 0; each < 25; each++) bucket.objects.set(`2024/reef-${each}.csv`, `depth\n${each}\n`);
  bucket.objects.set('2024/', '');
  bucket.objects.set('2025/other.csv', 'x');
  bucket.pageSize = 10;
  const files = await stage({ prefix: '2024/' });
  expect(files).toHaveLength(25);
  expect(files).toContainEqual({ path: 'reef-7.csv', text: 'depth\n7\n', mode: 0o444 });
  expect(bucket.asked.filter((url) => url.includes('list-type'))).toHaveLength(3);
});

test('keys that need encoding arrive as they are', async () => {
  const names = ['a b.csv', 'a+b.csv', 'a%20b.csv', 'ä/ö?.csv', "it's (1)*!.csv", 'a&b=c#d.csv', '~x.csv'];
  for (const name of names) bucket.objects.set(name, name);
  const files = await stage();
  expect(files.map(({ text }) => text).toSorted()).toEqual(names.toSorted());
  expect(files.every(({ path, text }) => path === text)).toBe(true);
});

test.each(['../reef.csv', 'a/../../reef.csv', '/etc/passwd', 'a//b', 'a\nb', 'a\\b', '.salt', 'a\u202eb'])(
  'an object with the key %j ends it, and none is fetched',
  async (key) => {
    bucket.objects.set('a.csv', 'x');
    bucket.objects.set(key, 'x');
    await expect(stage()).rejects.toMatchObject(refused);
    expect(bucket.asked.every((url) => url.includes('list-type'))).toBe(true);
  },
);

test('wrong keys, another region or bucket are answered by the service with a refusal', async () => {
  bucket.objects.set('a.csv', 'x');
  await expect(stage({}, { credential: { secretAccessKey: 'wrong' } })).rejects.toMatchObject(refused);
  await expect(stage({ region: 'us-east-1' })).rejects.toMatchObject(refused);
  await expect(stage({ bucket: 'others' })).rejects.toMatchObject(refused);
});

test('credentials go to no service or bucket that the operator did not list', async () => {
  bucket.objects.set('a.csv', 'x');
  for (const credential of [{ endpoints: ['https://s3.example'] }, { buckets: ['others'] }])
    await expect(stage({}, { credential })).rejects.toMatchObject(refused);
  expect(bucket.asked).toEqual([]);
});

test('an object that is written between listing and reading is not taken', async () => {
  bucket.objects.set('a.csv', 'first');
  bucket.beforeGet = () => bucket.objects.set('a.csv', 'other');
  await expect(stage()).rejects.toMatchObject({ code: 'source_unavailable' });
});

test('an object of another size than was listed is not taken, and a listing above the limit fetches nothing', async () => {
  bucket.objects.set('a.csv', 'eight by');
  bucket.lies.set('a.csv', 9);
  await expect(stage()).rejects.toMatchObject({ code: 'source_unavailable' });
  bucket.lies.set('a.csv', 7);
  await expect(stage()).rejects.toMatchObject(refused);
  bucket.asked.length = 0;
  bucket.lies.set('a.csv', 2 ** 40);
  await expect(stage()).rejects.toMatchObject(refused);
  expect(bucket.asked).toHaveLength(1);
});

test('a service that is busy is asked again; an empty prefix is no dataset', async () => {
  bucket.objects.set('a.csv', 'x');
  bucket.failures = 2;
  expect(await pathsOf(stage())).toEqual(['a.csv']);
  await expect(stage({ prefix: 'none/' })).rejects.toMatchObject(refused);
});

test('a signal ends it', async () => {
  bucket.objects.set('a.csv', 'x');
  const stop = new AbortController();
  bucket.beforeGet = () => stop.abort(new Error('enough'));
  await expect(stage({}, { signal: stop.signal })).rejects.toThrow('enough');
});

test.each([
  '<html></html>',
  '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult></ListBucketResult>',
  '<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>',
  '<ListBucketResult><Contents><Key>a</Key><ETag>b</ETag><Size>-1</Size></Contents></ListBucketResult>',
  '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
])('a listing that is none is refused: %s', (xml) => {
  expect(() => parseListing(xml)).toThrow(expect.objectContaining({ code: 'source_unavailable' }));
});
