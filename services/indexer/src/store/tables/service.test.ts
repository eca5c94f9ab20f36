import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceTables } from '../../testing/service-tables.ts';
import * as service from './service.ts';

let tables: Awaited<ReturnType<typeof serviceTables>>;
beforeAll(async () => {
  tables = await serviceTables();
});
afterAll(() => tables.close());

const typed = Object.values(service).filter((each) => is(each, PgTable));

test.each(typed.map((table) => [getTableConfig(table).name, table] as const))(
  '%s has the columns of the migration',
  async (name, table) => {
    const rows = await tables.sql<{ name: string; type: string; nullable: boolean }[]>`
      select attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable
      from pg_attribute where attrelid = ${`indexer.${name}`}::regclass and attnum > 0 order by 1`;
    const columns = Object.values(getTableColumns(table))
      .map((column) => ({ name: column.name, type: column.getSQLType(), nullable: !column.notNull }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(columns).toEqual([...rows]);
  },
);

test('every table of the migration is typed', async () => {
  const rows = await tables.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'indexer' and tablename <> 'migrations' order by 1`;
  expect(typed.map((table) => getTableConfig(table).name).toSorted()).toEqual(rows.map(({ name }) => name));
});
