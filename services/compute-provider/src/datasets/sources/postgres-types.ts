import type { SchemaElement } from 'hyparquet';
import { SourceRefused } from './problems.ts';

/** A column of a Parquet file: how the file describes it, and how the text that Postgres writes for a value becomes one of the file. */
export interface ParquetColumn {
  readonly name: string;
  readonly element: SchemaElement;
  readonly read: (text: string) => unknown;
}

type Mapping = readonly [
  element: Omit<SchemaElement, 'name' | 'repetition_type'>,
  read: (text: string) => unknown,
];

const text: Mapping = [{ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, (value) => value];
const int32: Mapping = [{ type: 'INT32' }, Number];
const int64: Mapping = [{ type: 'INT64' }, BigInt];
const micros = (isAdjustedToUTC: boolean): Mapping => [
  { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MICROS' } },
  readTimestamp,
];

/**
 * By the type's number in Postgres' catalogue. Whatever is not here is kept as the text that Postgres writes for it: `numeric` too, since
 * no binary number holds each of its values (a query that casts it to `float8` gets one).
 *
 * @see https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
 */
const mappings: Readonly<Record<number, Mapping>> = {
  16: [{ type: 'BOOLEAN' }, (value) => value === 't'],
  17: [{ type: 'BYTE_ARRAY' }, readBytes],
  20: int64,
  21: int32,
  23: int32,
  26: int64,
  700: [{ type: 'FLOAT' }, Number],
  701: [{ type: 'DOUBLE' }, Number],
  1082: [{ type: 'INT32', converted_type: 'DATE' }, readDate],
  1114: micros(false),
  1184: micros(true),
};

/** The column of a Parquet file that a column of a query becomes. Every column may be null. */
export function parquetColumn(column: { name: string; type: number }): ParquetColumn {
  const [element, read] = mappings[column.type] ?? text;
  return {
    name: column.name,
    element: { ...element, name: column.name, repetition_type: 'OPTIONAL' },
    read,
  };
}

const dayMs = 86_400_000;

/** `2024-02-29` as days since 1970. */
function readDate(value: string): number {
  const [, year, month, day] = /^(\d{4,6})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (year === undefined) throw unreadable('date', value);
  return utc(Number(year), Number(month), Number(day)) / dayMs;
}

/** `2024-02-29 12:00:00.123456`, with `+00` behind it where it has a time zone, as microseconds since 1970. */
function readTimestamp(value: string): bigint {
  const [, year, month, day, hours, minutes, seconds, fraction = ''] =
    /^(\d{4,6})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:\+00)?$/.exec(value) ?? [];
  if (year === undefined) throw unreadable('timestamp', value);
  const day0 = BigInt(utc(Number(year), Number(month), Number(day)));
  const inDay = BigInt((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds));
  return day0 * 1000n + inDay * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** Milliseconds since 1970; `Date.UTC` alone takes the years 0 to 99 for 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function readBytes(value: string): Uint8Array {
  if (!value.startsWith('\\x')) throw unreadable('bytea', '');
  return Buffer.from(value.slice(2), 'hex');
}

function unreadable(type: string, value: string): SourceRefused {
  // Only words of Postgres' own are shown, never a value of the data.
  const what = /^-?infinity$/.test(value)
    ? value
    : value.endsWith(' BC')
      ? 'a year BC'
      : 'a value out of range';
  return new SourceRefused(
    `a ${type} of the result is ${what}, which Parquet does not have`,
    'leave such rows out, or cast the column to text',
  );
}
