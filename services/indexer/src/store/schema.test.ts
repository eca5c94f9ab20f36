import { testDatabase } from '@atoll/tests/support/test-database';
import { getTableColumns, is, isTable } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { primaryKeys, projected, tableNames } from '../project/tables.ts';
import { connect } from '../testing/mirror.ts';
import * as schema from './schema.ts';

/** Spellings that mean the same to Postgres. */
const sameType = (type: string) =>
  type.replaceAll(', ', ',').replace('timestamp with time zone', 'timestamptz');

const described = (column: PgColumn) =>
  `${column.name} ${sameType(column.getSQLType())}${column.notNull ? ' not null' : ''}`;

test('the tables of the code are the tables of the migrations, column by column', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const sql = connect(url);
  try {
    const rows = await sql<{ table: string; column: string }[]>`
      select c.relname as table,
        a.attname || ' ' || replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')
        || case when a.attnotnull then ' not null' else '' end as column
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'indexer' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname <> 'migrations'
      order by c.relname, a.attnum`;
    const migrated = Object.fromEntries(
      [...Map.groupBy(rows, (row) => row.table)].map(([table, columns]) => [
        table,
        columns.map(({ column }) => column),
      ]),
    );
    const declared = Object.fromEntries(
      Object.values(schema)
        .filter((value) => isTable(value) && is(value, PgTable))
        .map((table) => [getTableConfig(table).name, Object.values(getTableColumns(table)).map(described)]),
    );
    expect(declared).toEqual(migrated);
  } finally {
    await sql.end();
  }
});

test('the keys that undoing relies on are the primary keys', () => {
  for (const name of tableNames) {
    const { primaryKeys: composite, columns } = getTableConfig(projected[name]);
    const own = composite[0]?.columns ?? columns.filter((column) => column.primary);
    expect(
      own.map((column) => column.name),
      name,
    ).toEqual(primaryKeys[name]);
  }
});
