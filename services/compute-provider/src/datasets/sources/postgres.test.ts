import { join } from 'node:path';
import { testDatabase } from '@atoll/tests/support/test-database';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileParquet } from '../profile-parquet.ts';
import { openSources, type SourceFixture } from './source-fixture.ts';

let sources: SourceFixture;
let sql: postgres.Sql;
const database = await testDatabase();
beforeAll(async () => {
  sources = await openSources();
  sql = postgres(database.url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`
    create table reef (id int, big bigint, deep float8, flat float4, price numeric(20,4), alive bool, kind text, seen date,
      at timestamp, tz timestamptz, raw bytea, tags text[], mood json);
    insert into reef values
      (1, 9007199254740993, 1.5, 0.1, 12345678901234.5678, true, 'coral', '2024-02-29', '2024-02-29 12:00:00.123456',
        '2024-02-29 12:00:00+02', '\\x00ff', '{a,b}', '{"a": 1}'),
      (null, null, null, null, null, null, null, null, null, null, null, null, null),
      (-2147483648, -9223372036854775808, 'NaN', '-Infinity', 'NaN', false, 'Ω', '1899-12-31', '1969-12-31 23:59:59.999999',
        '0099-01-01 00:00:00+00', '', '{}', 'null');
    create function scribble() returns int language sql as 'insert into reef (id) values (99) returning id';
  `);
});
afterAll(async () => {
  await sql?.end();
  await sources?.close();
});

let staged = -1;
/** Stages the result of a query. @returns the file it became */
async function stage(
  query: string,
  options: { maxBytes?: number; timeoutSeconds?: number; signal?: AbortSignal; url?: string } = {},
): Promise<string> {
  const { timeoutSeconds = 30, url = database.url, ...rest } = options;
  staged += 1;
  await sources.stage(
    { kind: 'postgres', connection: 'own', query, name: 'result.parquet', timeoutSeconds },
    { credentials: { own: { kind: 'postgres', url } }, ...rest },
  );
  return join(sources.root, `staged-${staged}`, 'result.parquet');
}
const rowsOf = async (file: string) => parquetReadObjects({ file: await asyncBufferFromFile(file) });
const refused = { code: 'source_refused' };

test('every type of Postgres arrives with its values, nulls among them', async () => {
  const file = await stage('select * from reef order by id nulls last;');
  const rows = await rowsOf(file);
  const nothing = Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, null]));
  expect(rows).toEqual([
    expect.objectContaining({
      id: -2147483648,
      big: -9223372036854775808n,
      deep: NaN,
      flat: -Infinity,
      price: 'NaN',
      alive: false,
      kind: 'Ω',
      seen: new Date('1899-12-31'),
      tags: '{}',
      tz: new Date('0099-01-01T00:00:00Z'),
    }),
    expect.objectContaining({
      id: 1,
      big: 9007199254740993n,
      deep: 1.5,
      flat: Math.fround(0.1),
      price: '12345678901234.5678',
      alive: true,
      kind: 'coral',
      seen: new Date('2024-02-29'),
      at: new Date('2024-02-29T12:00:00.123Z'),
      tz: new Date('2024-02-29T10:00:00Z'),
      tags: '{a,b}',
      mood: '{"a": 1}',
    }),
    nothing,
  ]);
  const raw = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    columns: ['at', 'raw'],
    utf8: false,
    parsers: { timestampFromMicroseconds: (micros) => micros },
  });
  expect(raw.map(({ at, raw: bytes }) => [at, bytes])).toEqual([
    [-1n, new Uint8Array([])],
    [1709208000123456n, new Uint8Array([0, 255])],
    [null, null],
  ]);
});

test('the file says what its columns are, and how many rows it has, without a value being read', async () => {
  expect(await profileParquet(await stage('select * from reef'))).toEqual({
    rows: 3,
    columns: [
      ...(['id', 'big'] as const).map((name) => ({ name, type: 'integer', nullable: true })),
      ...(['deep', 'flat'] as const).map((name) => ({ name, type: 'float', nullable: true })),
      { name: 'price', type: 'text', nullable: true },
      { name: 'alive', type: 'boolean', nullable: true },
      { name: 'kind', type: 'text', nullable: true },
      { name: 'seen', type: 'date', nullable: true },
      ...(['at', 'tz'] as const).map((name) => ({ name, type: 'datetime', nullable: true })),
      ...(['raw', 'tags', 'mood'] as const).map((name) => ({ name, type: 'text', nullable: true })),
    ],
  });
  const full = await profileParquet(await stage('select 1 as one'));
  expect(full).toEqual({ rows: 1, columns: [{ name: 'one', type: 'integer', nullable: false }] });
  expect(await profileParquet(await stage('select * from reef where false'))).toMatchObject({ rows: 0 });
});

test('a large result comes in groups of rows, never whole', async () => {
  const query = `select n, repeat(md5(n::text), 8) as words from generate_series(1, 150000) n`;
  const file = await stage(query, { maxBytes: 1 << 28 });
  const { row_groups: groups, num_rows: rows } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  expect({ rows, groups: groups.length }).toEqual({ rows: 150_000n, groups: 3 });
  const [last] = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    columns: ['n'],
    rowStart: 149_999,
    rowEnd: 150_000,
  });
  expect(last).toEqual({ n: 150_000 });
  await expect(stage(query, { maxBytes: 1 << 20 })).rejects.toMatchObject(refused);
});

test.each([
  ['an insert', 'insert into reef (id) values (5) returning id'],
  ['an insert inside', 'with x as (insert into reef (id) values (5) returning id) select * from x'],
  ['a function that inserts', 'select scribble()'],
  ['a second statement', 'select 1; delete from reef'],
  ['an end of the transaction', 'select 1; commit; delete from reef'],
  ['turning the protection off', "select set_config('transaction_read_only', 'off', true), scribble()"],
  [
    'turning the session’s off',
    "select set_config('default_transaction_read_only', 'off', false), scribble()",
  ],
  ['a lock for writing', 'select * from reef for update'],
  ['a copy to a file', "copy reef to '/tmp/reef'"],
  ['no query', 'hello'],
  ['two columns of one name', 'select 1 as a, 2 as a'],
  ['a date that Parquet lacks', "select 'infinity'::date as d"],
])('%s is refused and changes nothing', async (_what, query) => {
  await expect(stage(query)).rejects.toMatchObject(refused);
  expect(await sql`select count(*)::int as rows from reef`).toEqual([{ rows: 3 }]);
});

test('a query that takes too long is ended by the server', async () => {
  const slow = stage('select pg_sleep(30)', { timeoutSeconds: 1 });
  await expect(slow).rejects.toMatchObject({ code: 'source_unavailable' });
});

test('a signal ends a query that runs', async () => {
  const stop = new AbortController();
  const running = stage('select pg_sleep(30)', { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 300);
  await expect(running).rejects.toThrow('enough');
});

test('a wrong password and a server that is not there tell nothing of the connection', async () => {
  const closed = new URL(database.url);
  closed.port = '1';
  closed.password = 'hunter2';
  const error: unknown = await stage('select 1', { url: closed.href }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'source_unavailable' });
  expect(String(error)).not.toContain('hunter2');
});
