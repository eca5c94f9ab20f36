import { getTableColumns, type Table } from 'drizzle-orm';

/** How the values of a column are written and read. */
type Kind = 'hex' | 'hexList' | 'count' | 'uint256' | 'uint256List' | 'boolean' | 'text' | 'json';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly write: (value: unknown) => string;
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

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text as COPY reads it: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
const escaped = (text: string): string =>
  special.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (mark) => escapes[mark] ?? mark) : text;

const withoutBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** How a value that is there is written, by the kind of its column. */
const copyForms: Readonly<Record<Kind, (value: unknown) => string>> = {
  hex: (value) => `\\\\x${String(value).slice(2)}`,
  hexList: (value) =>
    `{${listOf(value)
      .map((hex) => `"\\\\\\\\x${String(hex).slice(2)}"`)
      .join(',')}}`,
  count: String,
  uint256: String,
  uint256List: (value) => `{${listOf(value).join(',')}}`,
  boolean: (value) => (value === true ? 't' : 'f'),
  json: (value) => escaped(JSON.stringify(value, withoutBigint)),
  text: (value) => escaped(String(value)),
};

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
      const kind = kindOf(column.getSQLType());
      return { name: column.name, kind, write: copyForms[kind] };
    });
    this.columns = this.#columns.map(({ name }) => name);
    this.#kinds = new Map(this.#columns.map(({ name, kind }) => [name, kind]));
  }

  /** One line of COPY's text format, with its line end. */
  copyLine(row: Row): string {
    let line = '';
    for (const { name, write } of this.#columns) {
      if (line !== '') line += '\t';
      const value = row[name];
      line += value === null || value === undefined ? '\\N' : write(value);
    }
    return `${line}\n`;
  }

  /** The same of values that are text already, each as Postgres reads it. */
  copyLineOf(texts: Readonly<Record<string, string | null>>): string {
    const cells = this.#columns.map(({ name }) => {
      const text = texts[name] ?? null;
      return text === null ? '\\N' : escaped(text);
    });
    return `${cells.join('\t')}\n`;
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
