import { type Transaction } from './connection.ts';
import { copyChunks } from './copy-rows.ts';

/** Characters of a table that are kept as text, before they become bytes outside of the heap. */
const chunkSize = 1 << 16;

interface Lines {
  readonly columns: readonly string[];
  readonly chunks: Buffer[];
  text: string;
}

/** What writes the rows of a table as COPY reads them. */
export interface LineCodec<Row> {
  readonly columns: readonly string[];
  copyLine(row: Row): string;
}

/** Rows on their way into tables, as the bytes that COPY takes: no more of a row stays than what will be sent. */
export class Spool {
  readonly #tables = new Map<string, Lines>();
  #size = 0;

  /** Characters of all rows. */
  get size(): number {
    return this.#size;
  }

  add<Row>(table: string, codec: LineCodec<Row>, rows: Iterable<Row>): void {
    const lines = this.#linesOf(table, codec.columns);
    for (const row of rows) {
      const line = codec.copyLine(row);
      this.#size += line.length;
      lines.text += line;
      if (lines.text.length < chunkSize) continue;
      lines.chunks.push(Buffer.from(lines.text));
      lines.text = '';
    }
  }

  /** Sends the rows of every table, one table after the other. @throws CopyRefused */
  async copy(transaction: Transaction): Promise<void> {
    for (const table of this.#tables.keys()) await this.copyTable(transaction, table, table);
  }

  get tables(): Iterable<string> {
    return this.#tables.keys();
  }

  /** Sends the rows of one table into another one that has its columns. @throws CopyRefused */
  async copyTable(transaction: Transaction, table: string, into: string): Promise<void> {
    const lines = this.#tables.get(table);
    if (lines === undefined) return;
    const rest = lines.text === '' ? [] : [Buffer.from(lines.text)];
    await copyChunks(transaction, into, lines.columns, [...lines.chunks, ...rest]);
  }

  #linesOf(table: string, columns: readonly string[]): Lines {
    let lines = this.#tables.get(table);
    if (lines === undefined) {
      lines = { columns, chunks: [], text: '' };
      this.#tables.set(table, lines);
    }
    return lines;
  }
}
