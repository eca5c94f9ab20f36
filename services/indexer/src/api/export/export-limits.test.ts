import { Problem } from '@atoll/schemas/problem';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { someContracts } from '../../testing/some-contracts.ts';
import { openReader } from '../resource/reader.ts';
import { readListRequest } from '../resource/request.ts';
import { allResources } from '../resources/all.ts';
import { exportColumns } from './export-columns.ts';
import { type ExportLimits, exportLimits } from './export-limits.ts';
import { openExport } from './read-export.ts';

const count = 40;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(count);
  // A row each is more than is sent at once.
  await api.writer`update documents set body = jsonb_set(body, '{description}', to_jsonb(repeat('x', 100000)))`;
}, 60_000);
afterAll(() => api.close());

const quota = { requestsPerMinute: 1, streams: 1, exportRows: 1 };
const limited = (limits: Partial<ExportLimits> = {}) =>
  api.openApp(0, {
    caller: { id: 'ip:192.0.2.1', quota, takeExportRows: () => undefined },
    exports: { ...exportLimits, ...limits },
  });
type App = ReturnType<typeof limited>;

const begin = async (app: App, caller = 'ip:192.0.2.1') => {
  const response = await app.request('/exports/documents.csv?include=document', { headers: { caller } });
  if (response.body === null || response.status !== 200) throw Problem.parse(await response.json());
  return response.body.getReader();
};
const rest = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += Buffer.from(value).toString();
  }
};
/** Whoever is cut off is told so before its place is free, which takes until the database has ended what it was at. */
async function placeFree(app: App): Promise<void> {
  const next = await waitFor('the place being free', () => begin(app).catch(() => undefined));
  await next.cancel();
}
const pass = (seconds: number) => api.writer`select pg_sleep(${seconds})`;

test('a caller has one export at a time, and leaves the other place to somebody else', async () => {
  const app = limited();
  const first = await begin(app);
  await expect(begin(app)).rejects.toMatchObject({ status: 429, data: { limit: 1, scope: 'caller' } });
  const second = await begin(app, 'key:b');
  await expect(begin(app, 'key:c')).rejects.toMatchObject({ status: 429, data: { scope: 'service' } });
  await first.cancel();
  await second.cancel();
  const again = await begin(app);
  expect((await rest(again)).split('\r\n')).toHaveLength(count + 2);
  await (await begin(app)).cancel();
});

test('a file that takes longer than one piece of it may is read to its end', async () => {
  const app = limited({ fetchMs: 200 });
  const reader = await begin(app);
  const { value } = await reader.read();
  await pass(0.5);
  const text = Buffer.from(value ?? []).toString() + (await rest(reader));
  expect(text.split('\r\n')).toHaveLength(count + 2);
});

test('rows that were fetched at once may be read for longer than nothing may be read', async () => {
  const reader = openReader({ chainId: 31337, contracts: someContracts(), sql: api.sql }, 0);
  const { documents } = allResources;
  const request = readListRequest(documents, new Map([['include', ['document']]]), reader.chain);
  const columns = exportColumns(documents, request.fields);
  const limits = { ...exportLimits, stallMs: 100 };
  const { batches, close } = await openExport(reader, documents, request, columns, limits);
  await batches.next();
  await pass(0.4);
  expect((await batches.next()).value).toHaveLength(8);
  await close();
});

test('a piece that takes too long ends the export', async () => {
  const app = limited({ fetchMs: 200 });
  await api.writer.begin(async (sql) => {
    await sql`lock table documents in access exclusive mode`;
    await expect(begin(app)).rejects.toMatchObject({ code: 'query_too_costly' });
  });
  await (await begin(app)).cancel();
});

test('who stops reading is cut off, and its place is free', async () => {
  const app = limited({ stallMs: 100 });
  const reader = await begin(app);
  await reader.read();
  await placeFree(app);
  await expect(rest(reader)).rejects.toMatchObject({ code: 'timed_out' });
});

test('an export that goes on for too long is cut off, however steadily it is read', async () => {
  const app = limited({ totalMs: 400, stallMs: 10_000 });
  const reader = await begin(app);
  const reading = async () => {
    for (;;) {
      const { done } = await reader.read();
      if (done) return;
      await pass(0.05);
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'timed_out' });
  await placeFree(app);
});
