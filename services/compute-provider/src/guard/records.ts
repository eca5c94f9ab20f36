import { type ContentWindow, contentWindowSize, isTelling } from './content-windows.ts';
import { createFingerprinter, type Fingerprinter } from './fingerprint-key.ts';
import type { TableBuilder } from './fingerprint-table.ts';
import { isDistinct, Row, sorted } from './row.ts';
import { Sequence } from './sequence.ts';
import { readScalar } from './tokens.ts';
import { weakHash, type Windows, type WindowVisitor } from './windows.ts';

/** Every so many values of a row a window begins, oftener in a short row: a longer copy of a part of a row is found. */
const rowStride = 8;
/** One value in so many of a column begins a window: a copy of a part of a column is found where it is so many values longer than one. */
const columnStride = 8;
/** Columns whose values are followed down the rows. */
const maxColumns = 512;
/** Bytes of a file that is no table which count as one record. */
export const blockBytes = 4096;

/** Takes records, whatever they come from. */
export class Records {
  readonly #table: TableBuilder;
  readonly #print: Fingerprinter;
  readonly #row = new Row();
  readonly #sequence: Sequence;
  /** The same rows with their columns in the order of their names, as canonical JSON has them. */
  readonly #named: Sequence;
  readonly #columns = new Map<string | number, Sequence>();
  #stride = 1;
  count = 0;

  constructor(secret: Uint8Array, table: TableBuilder) {
    this.#table = table;
    this.#print = createFingerprinter(secret);
    const visit = this.#begun('sequence');
    const visitCoarse = this.#every('sequence');
    this.#sequence = new Sequence(visit, 1024, visitCoarse);
    this.#named = new Sequence(visit, 1024, visitCoarse);
  }

  /**
   * One record: its fields in order, each with the name of its column.
   * @param byName the places of the fields in the order of their names, where it is another one
   */
  add(
    fields: Iterable<readonly [column: string | number, value: unknown]>,
    byName?: readonly number[],
  ): void {
    const record = this.count++;
    const values = [...fields];
    this.#row.clear();
    for (const [, value] of values) readScalar(value, (token) => this.#row.push(token));
    this.#stride = Math.max(1, Math.min(rowStride, Math.floor(this.#row.size / rowStride)));
    let position = 0;
    for (const [name, value] of values) {
      const column = this.#column(name);
      readScalar(value, (token) => {
        this.#sequence.push(token, position % this.#stride === 0 ? record : passed(record));
        column?.push(token, record % columnStride === 0 ? record : passed(record));
        position += 1;
      });
    }
    position = 0;
    for (const place of byName ?? [])
      readScalar(values[place]?.[1] ?? '', (token) => {
        this.#named.push(token, position % this.#stride === 0 ? record : passed(record));
        position += 1;
      });
    if (!this.#row.fits) return;
    for (const form of this.#row.forms())
      if (isDistinct(form))
        this.#table.add('row', record, form.weak, this.#print('row', sorted(form), 0, form.size));
  }

  /**
   * A window over the bytes of a file: its block is the record.
   * @param offset where the window ends in its file
   */
  addContent(window: ContentWindow, offset: number): void {
    if (!isTelling(window)) return;
    const record = this.count + Math.floor((offset - 1) / blockBytes);
    this.#table.add('bytes', record, window.weak, this.#print('content', window, 0, contentWindowSize));
  }

  /** The bytes of a file have been read: its blocks count. */
  endContent(size: number): void {
    this.count += Math.ceil(size / blockBytes);
  }

  /** The next record stands in another file: nothing runs on into it. */
  endFile(): void {
    this.#sequence.end();
    this.#named.end();
    for (const column of this.#columns.values()) column.end();
    this.#columns.clear();
  }

  #column(name: string | number): Sequence | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined || this.#columns.size >= maxColumns) return known;
    const made = new Sequence(this.#begun('column'), 256, this.#every('column', columnStride));
    this.#columns.set(name, made);
    return made;
  }

  /** Takes the windows that begin where the stride says. */
  #begun(kind: 'sequence' | 'column'): WindowVisitor {
    return (windows, from, to) => {
      const mark = windows.marks[from] ?? 0;
      if (mark >= 0) this.#add(kind, mark, windows, from, to);
    };
  }

  /** Takes every window that is visited, or one in so many, by its content. */
  #every(kind: 'sequence' | 'column', one = 1): WindowVisitor {
    return (windows, from, to) => {
      const mark = windows.marks[from] ?? 0;
      if (one > 1 && weakHash(windows, from, to) % one !== 0) return;
      this.#add(kind, mark < 0 ? passed(mark) : mark, windows, from, to);
    };
  }

  #add(kind: 'sequence' | 'column', record: number, windows: Windows, from: number, to: number): void {
    this.#table.add(kind, record, weakHash(windows, from, to), this.#print('window', windows, from, to));
  }
}

/** The mark of a record at which no window begins, and back. */
const passed = (record: number) => -1 - record;
