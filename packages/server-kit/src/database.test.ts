import { testDatabase } from '@atoll/tests/support/test-database';
import { pgTable, bigint, numeric } from 'drizzle-orm/pg-core';
import { expect, onTestFinished, test } from 'vitest';
import { DatabaseUnavailable, openDatabase, schemaName } from './database.ts';

const { url } = await testDatabase();
const pearls = pgTable('pearls', {
  id: bigint({ mode: 'bigint' }).primaryKey(),
  price: numeric({ precision: 78, scale: 0, mode: 'bigint' }).notNull(),
});

test('amounts of 78 digits and 64-bit numbers come back as they went in', async () => {
  const database = openDatabase({ url, schema: { pearls }, application: 'database.test' });
  onTestFinished(() => database.close());
  await database.sql`create table pearls (id bigint primary key, price numeric(78,0) not null)`;
  const row = { id: 2n ** 62n, price: 2n ** 256n - 1n };
  await database.db.insert(pearls).values(row);
  expect(await database.db.select().from(pearls)).toEqual([row]);
  expect(await database.sql`select id, price from pearls`).toEqual([
    { id: row.id, price: row.price.toString() },
  ]);
});

test('a database that does not answer is named without its credentials', async () => {
  const database = openDatabase({
    url: 'postgres://user:hush@127.0.0.1:1/none',
    schema: {},
    application: 'test',
  });
  onTestFinished(() => database.close());
  await expect(database.ping()).rejects.toThrow(DatabaseUnavailable);
  await expect(database.ping()).rejects.not.toThrow('hush');
});

test('a service owns the schema of its name', () => {
  expect(schemaName('compute-provider')).toBe('compute_provider');
  expect(() => schemaName('drop table')).toThrow('is no service name');
});
