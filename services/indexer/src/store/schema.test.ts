import { testDatabase } from '@atoll/tests/support/test-database';
import { getTableColumns, is, isTable } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { factNames, keys, stateNames, states } from '../project/tables.ts';
import { connectTo } from './connection.ts';
import { indexes } from './indexes.ts';
import { migrateChain } from './migrate-chain.ts';
import * as assets from './tables/assets.ts';
import * as governance from './tables/governance.ts';
import * as income from './tables/income.ts';
import * as jobs from './tables/jobs.ts';
import * as providers from './tables/providers.ts';
import * as read from './tables/read.ts';
import * as views from './tables/views.ts';

const declaredTables = Object.values({
  ...read,
  ...assets,
  ...providers,
  ...jobs,
  ...income,
  ...governance,
}).filter((value) => isTable(value) && is(value, PgTable));

/** Spellings that mean the same to Postgres. */
const sameType = (type: string) =>
  type.replaceAll(', ', ',').replace('timestamp with time zone', 'timestamptz');

const described = (column: PgColumn) =>
  `${column.name} ${sameType(column.getSQLType())}${column.notNull ? ' not null' : ''}`;

test('the tables of the code are the tables of the migrations, column by column, and every index fits them', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  try {
    await migrateChain(sql, 1);
    const rows = await sql<{ table: string; column: string }[]>`
      select c.relname as table,
        a.attname || ' ' || replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')
        || case when a.attnotnull then ' not null' else '' end as column
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('indexer_1', 'market_1') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and c.relname <> 'migrations'
      order by c.relname, a.attnum`;
    const migrated = Object.fromEntries(
      [...Map.groupBy(rows, (row) => row.table)].map(([table, columns]) => [
        table,
        columns.map(({ column }) => column),
      ]),
    );
    const declared = Object.fromEntries(
      declaredTables.map((table) => [
        getTableConfig(table).name,
        Object.values(getTableColumns(table)).map(described),
      ]),
    );
    expect(declared).toEqual(migrated);
    for (const index of indexes) await sql.unsafe(index);
  } finally {
    await sql.end();
  }
});

test('a view has the columns by which it is read', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  try {
    await migrateChain(sql, 1);
    for (const view of Object.values(views)) {
      const { name } = getTableConfig(view);
      const rows = await sql<{ column: string }[]>`
        select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute
        where attrelid = ${name}::regclass and attnum > 0 order by attnum`;
      expect(rows.map(({ column }) => column)).toEqual(
        Object.values(getTableColumns(view)).map((column) => `${column.name} ${column.getSQLType()}`),
      );
    }
  } finally {
    await sql.end();
  }
});

test('a document that lies apart has its digest and commitment with its row', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  const add = (bytes: string) => sql`
    insert into documents (digest, status, kind, commitment, body, body_bytes, search)
    select sha256(${bytes}), 'verified', 'dataset', sha256(${`${bytes}00`}), jsonb_build_object('text', words), 1, to_tsvector('english', words)
    from (select string_agg(md5(i::text), ' ') as words from generate_series(1, 100) as i)`;
  try {
    await migrateChain(sql, 1);
    await add('0x0a');
    const apart = (column: string) => sql`pg_column_toast_chunk_id(${sql(column)}) is not null`;
    const rows = await sql`
      select ${apart('digest')} as digest, ${apart('commitment')} as commitment, ${apart('body')} as body, ${apart('search')} as search
      from documents`;
    expect([...rows]).toEqual([{ digest: false, commitment: false, body: true, search: true }]);
  } finally {
    await sql.end();
  }
});

test('the keys that folding and undoing rely on are the primary keys', () => {
  for (const name of stateNames) {
    const { primaryKeys: composite, columns } = getTableConfig(states[name]);
    const own = composite[0]?.columns ?? columns.filter((column) => column.primary);
    expect(
      own.map((column) => column.name),
      name,
    ).toEqual(keys[name]);
  }
});

test('a fact has its place as its key once the indexes are there, by which it is undone: none is there twice', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  try {
    await migrateChain(sql, 1);
    for (const index of indexes) await sql.unsafe(index);
    const rows = await sql<{ table: string; columns: string[] }[]>`
      select indrelid::regclass::text as table, array_agg(attname::text order by attnum) as columns
      from pg_index join pg_attribute on attrelid = indexrelid
      where indisunique and indisvalid and indrelid::regclass::text = any(${[...factNames, 'logs']})
      group by indexrelid, indrelid order by 1`;
    const severalOfOneEvent = ['lineage', 'payments', 'job_datasets'];
    expect([...rows]).toEqual(
      [...factNames, 'logs'].toSorted().map((table) => ({
        table,
        columns: ['block_number', 'log_index', ...(severalOfOneEvent.includes(table) ? ['position'] : [])],
      })),
    );
  } finally {
    await sql.end();
  }
});
