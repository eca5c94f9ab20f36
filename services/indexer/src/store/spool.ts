import { type Transaction } from './connection.ts';
import { copyChunks } from './copy-rows.ts';

/** Bytes of a chunk, which is what is handed to the connection at once. */
const chunkSize = 1 << 16;
/** Characters that are gathered as text before they become bytes: a line each would cost more than its making. */
const textSize = 1 << 13;

/** Chunks that are used again and again: as garbage, megabytes outside of the heap wait long to be collected. */
export class Chunks {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafe(chunkSize);
  }

  give(chunks: readonly Buffer[]): void {
    this.#free.push(...chunks);
  }
}

interface Lines {
  readonly columns: readonly string[];
  /** Full ones. */
  readonly chunks: { readonly buffer: Buffer; readonly length: number }[];
  buffer: Buffer;
  length: number;
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
  readonly #chunks: Chunks;
  #size = 0;

  constructor(chunks = new Chunks()) {
    this.#chunks = chunks;
  }

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
      if (lines.text.length >= textSize) this.#drain(lines);
    }
  }

  /** Sends the rows of every table, one table after the other, and keeps none. @throws CopyRefused */
  async copy(transaction: Transaction): Promise<void> {
    for (const table of this.#tables.keys()) await this.copyTable(transaction, table, table);
  }

  /** Sends the rows of one table into another one that has its columns, and keeps none. @throws CopyRefused */
  async copyTable(transaction: Transaction, table: string, into: string): Promise<void> {
    const lines = this.#tables.get(table);
    if (lines === undefined) return;
    this.#tables.delete(table);
    this.#drain(lines);
    const { columns, buffer, length } = lines;
    const chunks = [...lines.chunks, { buffer, length }];
    await copyChunks(
      transaction,
      into,
      columns,
      chunks.map((chunk) => chunk.buffer.subarray(0, chunk.length)),
    );
    this.#chunks.give(chunks.map((chunk) => chunk.buffer).filter((each) => each.length === chunkSize));
  }

  #drain(lines: Lines): void {
    const { text } = lines;
    lines.text = '';
    const bytes = Buffer.byteLength(text);
    if (bytes > lines.buffer.length - lines.length) {
      lines.chunks.push({ buffer: lines.buffer, length: lines.length });
      // A line may be longer than a chunk.
      lines.buffer = bytes > chunkSize ? Buffer.allocUnsafe(bytes) : this.#chunks.take();
      lines.length = 0;
    }
    lines.length += lines.buffer.write(text, lines.length, 'utf8');
  }

  #linesOf(table: string, columns: readonly string[]): Lines {
    let lines = this.#tables.get(table);
    if (lines === undefined) {
      lines = { columns, chunks: [], buffer: this.#chunks.take(), length: 0, text: '' };
      this.#tables.set(table, lines);
    }
    return lines;
  }
}
