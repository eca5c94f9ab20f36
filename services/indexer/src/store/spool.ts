import type { Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { Chunks, CopyBytes } from './copy-bytes.ts';
import { putRows } from './put-rows.ts';

/** What writes the rows of a table. */
export interface RowWriter<Row extends object> {
  readonly columns: readonly string[];
  /** As COPY reads it. */
  writeRow(bytes: CopyBytes, row: Row): void;
  /** As `jsonb_populate_record` reads it. Rows of a table without are copied, however few they are. */
  json?(row: Row): string;
}

/**
 * Rows of a table up to which one statement adds them: of the 45 tables that a commit of a backfill writes 30 have no more. A COPY waits to
 * be taken, which a busy process hears a turn of its event loop later.
 */
export const fewRows = 200;
/** Letters of their values up to which they are few: what is not in bytes yet is not counted as memory, and a proposal may be long. */
const fewLetters = 1 << 17;

/** The letters of a value, which numbers have few of. */
function lettersOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.reduce<number>((sum, each) => sum + lettersOf(each), 0) : 0;
}

/** Rows of one table: themselves for as long as they are few, then the bytes that COPY takes. */
export class TableRows<Row extends object> {
  readonly #writer: RowWriter<Row>;
  readonly #chunks: Chunks;
  readonly #most: number;
  #few: Row[] = [];
  #letters = 0;
  #bytes: CopyBytes | undefined;

  constructor(writer: RowWriter<Row>, chunks = new Chunks(), most = fewRows) {
    this.#writer = writer;
    this.#chunks = chunks;
    this.#most = writer.json === undefined ? 0 : most;
  }

  get columns(): readonly string[] {
    return this.#writer.columns;
  }

  /** Bytes of rows that are not few. */
  get size(): number {
    return this.#bytes?.size ?? 0;
  }

  /** The rows as JSON where they are few; undefined where they are to be copied. */
  get few(): readonly string[] | undefined {
    return this.#bytes === undefined ? this.#few.map((row) => this.#writer.json?.(row) ?? 'null') : undefined;
  }

  add(rows: Iterable<Row>): void {
    for (const row of rows) {
      if (this.#bytes === undefined) this.#hold(row);
      else this.#writer.writeRow(this.#bytes, row);
    }
  }

  /** Copies the rows, however few, into a table that has their columns; none stays. @throws CopyRefused */
  async copyInto(copies: Copies, table: string): Promise<void> {
    const bytes = this.#bytes ?? this.#write();
    await copies.copy(table, this.columns, bytes.end());
    bytes.release();
  }

  #hold(row: Row): void {
    this.#few.push(row);
    for (const value of Object.values(row)) this.#letters += lettersOf(value);
    if (this.#few.length > this.#most || this.#letters > fewLetters) this.#write();
  }

  #write(): CopyBytes {
    const bytes = new CopyBytes(this.#chunks);
    for (const row of this.#few) this.#writer.writeRow(bytes, row);
    this.#few = [];
    return (this.#bytes = bytes);
  }
}

/**
 * The rows of a table as those of its own type.
 * Guarantee: the rows of one table always come with the same writer.
 */
const typed = <Row extends object>(rows: unknown): TableRows<Row> | undefined =>
  rows as TableRows<Row> | undefined;

/** Rows on their way into tables: of most tables the bytes that COPY takes, a few rows as they are. */
export class Spool {
  readonly #tables = new Map<string, Omit<TableRows<never>, 'add'>>();
  readonly #chunks: Chunks;
  readonly #few: number;

  /** @param few rows of a table up to which they are sent as a statement */
  constructor(chunks = new Chunks(), few = fewRows) {
    this.#chunks = chunks;
    this.#few = few;
  }

  /** Bytes of all rows, those of a few left out. */
  get size(): number {
    let size = 0;
    for (const rows of this.#tables.values()) size += rows.size;
    return size;
  }

  add<Row extends object>(table: string, writer: RowWriter<Row>, rows: Iterable<Row>): void {
    const own = typed<Row>(this.#tables.get(table)) ?? new TableRows(writer, this.#chunks, this.#few);
    this.#tables.set(table, own);
    own.add(rows);
  }

  /** Writes the rows of every table, and keeps none. @throws CopyRefused */
  async copy(transaction: Transaction): Promise<void> {
    const copies = new Copies(transaction);
    await this.send(copies);
    await copies.done();
  }

  /** Sends the rows of every table, those of a few first, which wait for nothing, and keeps none. @throws CopyRefused */
  async send(copies: Copies): Promise<void> {
    for (const [table, { few: rows, columns }] of this.#tables) {
      if (rows === undefined) continue;
      this.#tables.delete(table);
      copies.send(putRows(copies.transaction, table, { columns, rows }));
    }
    for (const [table, rows] of this.#tables) {
      this.#tables.delete(table);
      await rows.copyInto(copies, table);
    }
  }
}
