import { getTableColumns, type Table } from 'drizzle-orm';
import type { CopyBytes } from './copy-bytes.ts';
import { numericField, numericLength } from './copy-numeric.ts';

/** How the values of a column are written and read. */
type Kind = 'hex' | 'hexList' | 'count' | 'uint256' | 'uint256List' | 'boolean' | 'text' | 'json';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly write: (bytes: CopyBytes, value: unknown) => void;
}

function kindOf(sqlType: string): Kind {
  if (sqlType === 'bytea') return 'hex';
  if (sqlType === 'bytea[]') return 'hexList';
  if (sqlType === 'numeric(78, 0)') return 'uint256';
  if (sqlType === 'numeric(78, 0)[]') return 'uint256List';
  if (sqlType === 'bigint' || sqlType === 'integer' || sqlType === 'smallint') return 'count';
  if (sqlType === 'boolean') return 'boolean';
  if (sqlType === 'jsonb') return 'json';
  if (sqlType === 'text') return 'text';
  throw new TypeError(`no way to write a column of type ${sqlType}`);
}

/** A row of any table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

const withoutBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** JSON that is text already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The numbers by which PostgreSQL knows the types of a list's elements (`pg_type.dat`). */
const bytea = 17;
const numeric = 1700;
/** The version of what follows, before a `jsonb`. */
const jsonbVersion = 1;

/** A list of one dimension, as `array_send` of PostgreSQL's `arrayfuncs.c` has it: its length is known before it is written. */
function listField(
  bytes: CopyBytes,
  values: readonly unknown[],
  type: number,
  lengthOf: (value: unknown) => number,
  write: (bytes: CopyBytes, value: unknown) => void,
): void {
  const lengths = values.reduce<number>((sum, value) => sum + 4 + lengthOf(value), 0);
  bytes.int32(values.length === 0 ? 12 : 20 + lengths);
  bytes.int32(values.length === 0 ? 0 : 1);
  bytes.int32(0);
  bytes.int32(type);
  if (values.length === 0) return;
  bytes.int32(values.length);
  bytes.int32(1);
  for (const value of values) write(bytes, value);
}

const writeHex = (bytes: CopyBytes, value: unknown): void => bytes.hexField(String(value));
const writeUint256 = (bytes: CopyBytes, value: unknown): void => numericField(bytes, bigintOf(value));

/** How a value that is there is written, by the type of its column. */
function writerOf(sqlType: string): Column['write'] {
  switch (kindOf(sqlType)) {
    case 'hex':
      return writeHex;
    case 'hexList':
      return (bytes, value) =>
        listField(bytes, listOf(value), bytea, (hex) => (String(hex).length - 2) / 2, writeHex);
    case 'count':
      if (sqlType === 'bigint') return (bytes, value) => bytes.int64Field(Number(value));
      if (sqlType === 'integer') return (bytes, value) => bytes.int32Field(Number(value));
      return (bytes, value) => bytes.int16Field(Number(value));
    case 'uint256':
      return writeUint256;
    case 'uint256List':
      return (bytes, value) =>
        listField(bytes, listOf(value), numeric, (each) => numericLength(bigintOf(each)), writeUint256);
    case 'boolean':
      return (bytes, value) => bytes.byteField(value === true ? 1 : 0);
    case 'json':
      return (bytes, value) =>
        bytes.textField(
          value instanceof JsonText ? value.text : JSON.stringify(value, withoutBigint),
          jsonbVersion,
        );
    case 'text':
      return (bytes, value) => bytes.textField(String(value));
  }
}

/** A value as `jsonb_populate_record` reads it back. */
function jsonValue(kind: Kind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'hex') return `\\x${String(value).slice(2)}`;
  if (kind === 'hexList') return listOf(value).map((hex) => `\\x${String(hex).slice(2)}`);
  return value;
}

/** A value as the connection gives it, as it is in memory. */
function memoryValue(kind: Kind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'count') return Number(value);
  if (kind === 'uint256') return BigInt(String(value));
  if (kind === 'uint256List') return listOf(value).map((each) => BigInt(String(each)));
  return value;
}

function bigintOf(value: unknown): bigint {
  if (typeof value !== 'bigint') throw new TypeError('a whole number was expected');
  return value;
}

const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new TypeError('a list was expected');
  return value;
};

/** Writes and reads the rows of one table. */
export class RowCodec {
  readonly columns: readonly string[];
  readonly #columns: readonly Column[];
  readonly #kinds: ReadonlyMap<string, Kind>;

  constructor(table: Table) {
    this.#columns = Object.values(getTableColumns(table)).map((column) => {
      const type = column.getSQLType();
      return { name: column.name, kind: kindOf(type), write: writerOf(type) };
    });
    this.columns = this.#columns.map(({ name }) => name);
    this.#kinds = new Map(this.#columns.map(({ name, kind }) => [name, kind]));
  }

  /** Writes a row as COPY reads it in binary: how many fields, then each with its length. */
  writeRow(bytes: CopyBytes, row: Row): void {
    bytes.int16(this.#columns.length);
    for (const { name, write } of this.#columns) {
      const value = row[name];
      if (value === null || value === undefined) bytes.nullField();
      else write(bytes, value);
    }
  }

  /** The named columns of a row, or all of them, as JSON text. */
  json(row: Row, columns: readonly string[] = this.columns): string {
    const values = columns.map((name) => [name, jsonValue(this.#kindOf(name), row[name])]);
    return JSON.stringify(Object.fromEntries(values), withoutBigint);
  }

  fromDriver(raw: Row): Row {
    const row: Record<string, unknown> = {};
    for (const { name, kind } of this.#columns) row[name] = memoryValue(kind, raw[name]);
    return row;
  }

  /** A value of a column as text that casts to its type. */
  textOf(name: string, value: unknown): string {
    return String(jsonValue(this.#kindOf(name), value));
  }

  /** The type of a column as SQL names it, for the elements of a list. */
  arrayTypeOf(name: string): string {
    const kind = this.#kindOf(name);
    if (kind === 'hex') return 'bytea[]';
    if (kind === 'uint256') return 'numeric[]';
    if (kind === 'count') return 'bigint[]';
    return 'text[]';
  }

  #kindOf(name: string): Kind {
    const kind = this.#kinds.get(name);
    if (kind === undefined) throw new TypeError(`no column ${name}`);
    return kind;
  }
}
