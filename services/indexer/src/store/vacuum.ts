import { factNames } from '../project/tables.ts';
import type { Sql, Transaction } from './connection.ts';

/** The tables that only grow: facts, and the partitions of logs. */
const growing = `
  select relation.oid::regclass as name, relation.reloptions as options from pg_class as relation
  where relation.relkind = 'r' and (
    relation.oid = any (array[${factNames.map((name) => `to_regclass('${name}')`).join(', ')}])
    or relation.oid in (select inhrelid from pg_inherits where inhparent = to_regclass('logs'))
  )`;

const alterEach = (condition: string, change: string): string => `
  do $$ declare each record; begin
    for each in select * from (${growing}) as growing where ${condition} loop
      execute format('alter table %s ${change}', each.name);
    end loop;
  end $$`;

const hold = alterEach(
  `'autovacuum_enabled=false' <> all (coalesce(options, '{}'))`,
  'set (autovacuum_enabled = false)',
);
const resume = alterEach(
  `'autovacuum_enabled=false' = any (coalesce(options, '{}'))`,
  'reset (autovacuum_enabled)',
);

/**
 * Keeps Postgres from vacuuming tables that a backfill only adds to: there is nothing to be freed, and it took half a core to look through
 * 2,000,000 logs again and again. For as long as the mirror is not live.
 */
export async function holdVacuum(transaction: Transaction): Promise<void> {
  await transaction.unsafe(hold);
}

/** Lets Postgres look after all tables, which it does within a minute. */
export async function resumeVacuum(transaction: Transaction): Promise<void> {
  await transaction.unsafe(resume);
}

/**
 * Lets Postgres look at what the tables of a chain hold, as it would by itself a minute after a backfill: until then it knows of no value
 * how rare it is, and reads many rows where it could look up few.
 */
export async function analyzeTables(sql: Sql): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relkind in ('r', 'p') and not relispartition and pg_table_is_visible(oid)
      and relnamespace = any (current_schemas(false)::regnamespace[])`;
  await sql`analyze ${sql(tables.map(({ name }) => name))}`;
}
