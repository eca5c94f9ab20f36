import { getTableColumns } from 'drizzle-orm';
import { projected, type Row, type TableName } from '../project/tables.ts';

/** Rows as JSON that `jsonb_populate_recordset` reads back exactly: amounts as decimal strings. */
export function rowsToJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/**
 * A row as postgres.js gives it, as its table's type.
 * Guarantee: drizzle's table mirrors the migration (tested), and each value went through its column's own mapping.
 */
export function rowFromDriver<Name extends TableName>(
  table: Name,
  raw: Readonly<Record<string, unknown>>,
): Row<Name> {
  const values = Object.entries(getTableColumns(projected[table])).map(([name, column]) => {
    const value = raw[column.name];
    return [name, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(values) as Row<Name>;
}
