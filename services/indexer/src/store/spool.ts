import type { Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { Chunks, CopyBytes } from './copy-bytes.ts';

/** What writes the rows of a table as COPY reads them. */
export interface RowWriter<Row> {
  readonly columns: readonly string[];
  writeRow(bytes: CopyBytes, row: Row): void;
}

interface Rows {
  readonly columns: readonly string[];
  readonly bytes: CopyBytes;
}

/** Rows on their way into tables, as the bytes that COPY takes: no more of a row stays than what will be sent. */
export class Spool {
  readonly #tables = new Map<string, Rows>();
  readonly #chunks: Chunks;

  constructor(chunks = new Chunks()) {
    this.#chunks = chunks;
  }

  /** Bytes of all rows. */
  get size(): number {
    let size = 0;
    for (const { bytes } of this.#tables.values()) size += bytes.size;
    return size;
  }

  add<Row>(table: string, writer: RowWriter<Row>, rows: Iterable<Row>): void {
    let own = this.#tables.get(table);
    if (own === undefined) {
      own = { columns: writer.columns, bytes: new CopyBytes(this.#chunks) };
      this.#tables.set(table, own);
    }
    for (const row of rows) writer.writeRow(own.bytes, row);
  }

  /** Copies the rows of every table, and keeps none. @throws CopyRefused */
  async copy(transaction: Transaction): Promise<void> {
    const copies = new Copies(transaction);
    await this.send(copies);
    await copies.done();
  }

  /** Sends the rows of every table, one table after the other, and keeps none. @throws CopyRefused */
  async send(copies: Copies): Promise<void> {
    for (const table of this.#tables.keys()) await this.sendTable(copies, table, table);
  }

  /** Sends the rows of one table into another one that has its columns, and keeps none. @throws CopyRefused */
  async sendTable(copies: Copies, table: string, into: string): Promise<void> {
    const rows = this.#tables.get(table);
    if (rows === undefined) return;
    this.#tables.delete(table);
    await copies.copy(into, rows.columns, rows.bytes.end());
    rows.bytes.release();
  }
}
