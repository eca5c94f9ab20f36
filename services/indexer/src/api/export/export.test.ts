import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { allResources } from '../resources/all.ts';
import { csvValue } from './csv.ts';

const count = 30;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(count);
}, 60_000);
afterAll(() => api.close());

const csvOf = async (path: string) => {
  const response = await api.app.request(`/exports/${path}`);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return { response, lines: text.trimEnd().split('\r\n') };
};
const parquetOf = async (path: string) => {
  const response = await api.app.request(`/exports/${path}`);
  expect(response.status).toBe(200);
  return parquetReadObjects({ file: await response.arrayBuffer() });
};

for (const [name, resource] of Object.entries(allResources)) {
  test(`${name}: both files hold every item of the listing, as of its block`, async () => {
    const { path } = resource.shape;
    const { response, lines } = await csvOf(`${path}.csv`);
    const [rows] = await api.writer<
      { total: bigint }[]
    >`select count(*) as total from ${api.writer(resource.table)}`;
    const total = Number(rows?.total);
    expect(lines.length).toBe(total + 1);
    expect(lines[0]).toBe(resource.listed.join(','));
    expect(response.headers.get('atoll-block')).toBe(`${api.head} ${hash32(api.head)}`);
    const read = await parquetOf(`${path}.parquet`);
    expect(read.length).toBe(total);
    expect(Object.keys(read[0] ?? {})).toEqual(resource.listed);
  });
}

test('large amounts are exact, absent values empty, filters and sorting those of the listing', async () => {
  const { lines } = await csvOf('jobs.csv?fields=maximum,outcome&state=ended&sort=maximum');
  expect(lines[0]).toBe('jobId,outcome,maximum');
  expect(lines[1]).toBe(`${hash32(2)},algorithm_failed,200000000000000000007`);
  const [first] = await parquetOf('jobs.parquet?fields=maximum,outcome,orderedAt&state=ended&sort=maximum');
  expect(first).toMatchObject({ jobId: hash32(2), maximum: '200000000000000000007', orderedAt: 3n });
  const { lines: past } = await csvOf(`payments.csv?asOf=${api.head - 3}`);
  expect(past.length).toBeLessThan(count + 1);
});

test('words of strangers cannot become formulas, nor break a line', () => {
  expect(csvValue('=1+1', 'text')).toBe("'=1+1");
  expect(csvValue('@SUM(A1),"x"\r\n', 'text')).toBe('"\'@SUM(A1),""x""\r\n"');
  expect(csvValue('-5', 'count')).toBe('-5');
  expect(csvValue(null, 'text')).toBe('');
});

test('an export that nobody reads to its end gives its place and its connection back', async () => {
  for (let round = 0; round < 5; round += 1) {
    const response = await api.app.request('/exports/jobs.csv');
    expect(response.status).toBe(200);
    await response.body?.cancel();
  }
  const held = await Promise.all([
    api.app.request('/exports/jobs.csv'),
    api.app.request('/exports/votes.parquet'),
  ]);
  expect((await api.app.request('/exports/logs.csv')).status).toBe(429);
  for (const each of held) await each.arrayBuffer();
  await csvOf('logs.csv');
});

test('asking for the head of an export alone holds neither a place nor a connection', async () => {
  for (let round = 0; round < 3; round += 1) {
    const response = await api.app.request('/exports/jobs.csv', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('atoll-block')).toContain('0x');
  }
  expect((await csvOf('jobs.csv')).lines).toHaveLength(count + 1);
});
