import type { ProfiledColumn } from '@atoll/schemas/provider-api';

type ColumnType = ProfiledColumn['type'];

/** Tried in this order; a column has the first type that every one of its values is of. */
const tests: readonly (readonly [ColumnType, RegExp])[] = [
  ['boolean', /^(true|false)$/i],
  ['integer', /^[+-]?\d{1,18}$/],
  ['float', /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['datetime', /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/],
];

/** Finds the type of a column from its values, of which none is kept. */
export interface ColumnTypes {
  readonly name: string;
  possible: readonly (readonly [ColumnType, RegExp])[];
  nullable: boolean;
  seen: boolean;
}

export function columnTypes(name: string): ColumnTypes {
  return { name, possible: tests, nullable: false, seen: false };
}

/** Takes a value as text; an empty one is a null. */
export function narrow(column: ColumnTypes, value: string): void {
  if (value === '') {
    column.nullable = true;
    return;
  }
  column.seen = true;
  if (column.possible.length === 0) return;
  column.possible = column.possible.filter(([, pattern]) => pattern.test(value));
}

export function profiled(column: ColumnTypes): ProfiledColumn {
  const type = column.seen ? (column.possible[0]?.[0] ?? 'text') : 'text';
  return { name: column.name, type, nullable: column.nullable };
}
