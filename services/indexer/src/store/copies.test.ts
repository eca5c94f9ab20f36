import { testDatabase } from '@atoll/tests/support/test-database';
import fc from 'fast-check';
import {
  bigint,
  boolean,
  customType,
  integer,
  jsonb,
  numeric,
  pgTable,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { connectTo } from './connection.ts';
import { Copies } from './copies.ts';
import { Chunks, CopyBytes } from './copy-bytes.ts';
import { RowCodec } from './row-codec.ts';
import { fewRows, Spool, TableRows } from './spool.ts';

const bytea = customType<{ data: string }>({ dataType: () => 'bytea' });
const uint256 = customType<{ data: bigint }>({ dataType: () => 'numeric(78, 0)' });
const table = pgTable('copied', {
  id: integer().notNull(),
  small: smallint(),
  big: bigint({ mode: 'number' }),
  amount: uint256(),
  amounts: numeric({ precision: 78, scale: 0 }).array(),
  bytes: bytea(),
  list: bytea().array(),
  flag: boolean(),
  words: text(),
  body: jsonb(),
});

const hex = fc.uint8Array({ maxLength: 80 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);
const whole = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 54n }),
  fc.nat({ max: 77 }).map((zeros) => 10n ** BigInt(zeros)),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
);
// Postgres has no text with a zero byte and no half of a surrogate pair: neither gets past `inertText`.
const words = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((each) => !each.includes('\0'));
const rows = fc.array(
  fc.record({
    small: fc.option(fc.integer({ min: -32768, max: 32767 })),
    big: fc.option(fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })),
    amount: fc.option(whole),
    amounts: fc.option(fc.array(whole, { maxLength: 4 })),
    bytes: fc.option(hex),
    list: fc.option(fc.array(hex, { maxLength: 4 })),
    flag: fc.option(fc.boolean()),
    words: fc.option(words),
    body: fc.option(fc.record({ is: words, of: fc.nat() })),
  }),
  { maxLength: 60 },
);

test('whatever is copied, or sent as a statement, is what Postgres then has, and each number is as if it had been written in digits', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  const codec = new RowCodec(table);
  await sql`create table copied (id integer, small smallint, big bigint, amount numeric(78, 0), amounts numeric(78, 0)[], bytes bytea,
    list bytea[], flag boolean, words text, body jsonb)`;
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(0, fewRows), async (each, few) => {
      const written = each.map((row, id) => ({ id, ...row }));
      await sql`truncate copied`;
      await sql.begin(async (transaction) => {
        const spool = new Spool(new Chunks(), few);
        spool.add('copied', codec, written);
        await spool.copy(transaction);
      });
      const found = await sql<Record<string, unknown>[]>`select * from copied order by id`;
      expect(found.map((row) => codec.fromDriver(row))).toEqual(written);
      // Another form of the same number would be equal to it and yet sort, hash or print otherwise.
      const forms = await sql`
        select id from copied where amount is not null and numeric_send(amount) <> numeric_send(amount::text::numeric)`;
      expect(forms).toEqual([]);
    }),
    { numRuns: 150 },
  );
  await sql.end();
});

test('rows of several chunks, and a field longer than one, arrive whole', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  const codec = new RowCodec(table);
  await sql`create table copied (id integer, small smallint, big bigint, amount numeric(78, 0), amounts numeric(78, 0)[], bytes bytea,
    list bytea[], flag boolean, words text, body jsonb)`;
  const lengths = [
    1,
    65_535,
    65_536,
    65_537,
    300_000,
    3,
    ...Array.from({ length: 4000 }, (_, at) => at % 97),
  ];
  const spool = new Spool();
  spool.add(
    'copied',
    codec,
    lengths.map((length, id) => ({ id, bytes: `0x${'ab'.repeat(length)}`, words: 'é'.repeat(length) })),
  );
  expect(spool.size).toBeGreaterThan(2 ** 20);
  await sql.begin((transaction) => spool.copy(transaction));
  const found = await sql<{ bytes: number; words: number }[]>`
    select length(bytes) as bytes, length(words) as words from copied order by id`;
  expect(found.map(({ bytes, words: letters }) => [bytes, letters])).toEqual(
    lengths.map((each) => [each, each]),
  );
  await sql.end();
});

test('a row is copied where it is long, and a statement adds it where it is short', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  const codec = new RowCodec(pgTable('one', { id: integer().notNull(), words: text() }));
  await sql`create table one (id integer, words text)`;
  const long = { id: 1, words: 'é'.repeat(140_000) };
  for (const [rows, few] of [
    [[{ id: 2, words: 'short' }], ['{"id":2,"words":"short"}']],
    [[{ id: 3, words: null }, long], undefined],
  ] as const) {
    const held = new TableRows(codec);
    held.add(rows);
    expect(held.few).toEqual(few);
    const spool = new Spool();
    spool.add('one', codec, rows);
    // What is long counts at once, before a commit is far too large.
    expect(spool.size > 140_000).toBe(few === undefined);
    await sql.begin((transaction) => spool.copy(transaction));
  }
  const found = await sql`select id, words from one order by id`;
  expect([...found]).toEqual([long, { id: 2, words: 'short' }, { id: 3, words: null }]);
  await sql.end();
});

test('a refused row is told with the table that it was for, whatever was sent after it, and nothing is kept', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  for (const name of ['one', 'two', 'three']) {
    await sql`create table ${sql(name)} (id integer primary key, words text)`;
  }
  const codec = new RowCodec(pgTable('one', { id: integer().notNull(), words: text() }));
  const bytesOf = (...ids: number[]) => {
    const bytes = new CopyBytes(new Chunks());
    for (const id of ids) codec.writeRow(bytes, { id, words: 'x' });
    return bytes.end();
  };
  const copyAll = async (second: readonly number[], after: (copies: Copies) => Promise<void>) =>
    sql.begin(async (transaction) => {
      const copies = new Copies(transaction);
      await copies.copy('one', codec.columns, bytesOf(1, 2));
      copies.send(transaction`update one set words = 'y'`);
      await copies.copy('two', codec.columns, bytesOf(...second));
      await after(copies);
      await copies.done();
    });
  const three = (copies: Copies) => copies.copy('three', codec.columns, bytesOf(1));
  const statement = (copies: Copies) =>
    Promise.resolve(copies.send(copies.transaction`update two set id = 5`));
  const nothing = () => Promise.resolve();
  for (const after of [three, statement, nothing]) {
    await expect(copyAll([7, 7], after)).rejects.toMatchObject({
      name: 'CopyRefused',
      message: 'the database refused rows of two',
    });
    expect(await sql`select * from one`).toEqual([]);
  }
  // A statement of its own that fails is told as itself.
  const failing = (copies: Copies) => Promise.resolve(copies.send(copies.transaction`select 1 / 0`));
  const failingBefore = (copies: Copies) => failing(copies).then(() => three(copies));
  for (const after of [failing, failingBefore]) {
    await expect(copyAll([7], after)).rejects.toMatchObject({ code: '22012' });
  }
  await copyAll([7, 8], three);
  expect(await sql`select words from one order by id`).toEqual([{ words: 'y' }, { words: 'y' }]);
  expect(await sql`select id from two order by id`).toEqual([{ id: 7 }, { id: 8 }]);
  await sql.end();
});
