import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parse } from 'csv-parse';
import { createFingerprinter, type Fingerprinter } from './fingerprint-key.ts';
import { TableBuilder } from './fingerprint-table.ts';
import type { TableShape } from './table-shape.ts';
import { walkJson } from './json-values.ts';
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
/** A JSON file is parsed at once up to here; a larger one is read as text, line by line. */
const maxJsonBytes = 256 << 20;
const maxLine = 1 << 20;

/** Takes records, whatever they come from. */
class Records {
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

/**
 * Fingerprints of every record of a dataset: rows of CSV and JSON, lines of text. Read as streams; memory is bounded by the
 * table's, whatever the dataset's size.
 *
 * Files that are neither tables nor text (images, Parquet, arrays) have none: what bounds a copy of them are the output's type and
 * size and the budget of released bytes.
 *
 * @param input.limit fingerprints at most; when there are more, every other one is kept
 */
export async function buildFingerprints(input: {
  directory: string;
  files: readonly string[];
  secret: Uint8Array;
  limit?: number;
}): Promise<{ bytes: Uint8Array; shape: TableShape }> {
  const table = new TableBuilder(input.limit);
  const records = new Records(input.secret, table);
  for (const file of input.files) {
    const path = join(input.directory, file);
    await readRecords(path, extname(file).toLowerCase(), records);
    records.endFile();
  }
  return table.finish({ records: records.count });
}

async function readRecords(path: string, extension: string, records: Records): Promise<void> {
  switch (extension) {
    case '.csv':
      return readTable(path, ',', records);
    case '.tsv':
      return readTable(path, '\t', records);
    case '.json':
      return readJson(path, records);
    default:
      return readLines(path, records);
  }
}

/** Whether the first bytes are those of text; a file of another kind has no lines. */
async function isText(path: string): Promise<boolean> {
  const source = createReadStream(path, { end: 4095 });
  for await (const chunk of source) {
    if (chunk instanceof Uint8Array && chunk.includes(0)) return false;
  }
  return true;
}

async function readTable(path: string, delimiter: string, records: Records): Promise<void> {
  const source = createReadStream(path);
  const parser = source.pipe(
    parse({ bom: true, delimiter, max_record_size: maxLine, relax_column_count: true }),
  );
  source.on('error', (error) => parser.destroy(error));
  let byName: number[] | undefined;
  try {
    for await (const record of parser) {
      if (!Array.isArray(record)) continue;
      const fields = record.map(String);
      if (byName === undefined) byName = orderByName(fields);
      else records.add(fields.entries(), byName);
    }
  } catch (error) {
    // No table after all: its lines are records all the same.
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    records.endFile();
    await readLines(path, records);
  } finally {
    source.destroy();
  }
}

/** The places of columns in the order of their names; none where that is the order in which they stand. */
function orderByName(names: readonly string[]): number[] {
  const order = names.map((_, place) => place);
  order.sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
  return order.every((place, index) => place === index) ? [] : order;
}

async function readJson(path: string, records: Records): Promise<void> {
  const source = await readFile(path).catch(() => undefined);
  if (source === undefined || source.byteLength > maxJsonBytes) return readLines(path, records);
  let value: unknown;
  try {
    value = JSON.parse(source.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return readLines(path, records);
  }
  walkJson(value, {
    container: (entries) => records.add(entries),
  });
}

async function readLines(path: string, records: Records): Promise<void> {
  if (!(await isText(path))) return;
  for await (const line of linesOf(path)) {
    const value = jsonLine(line);
    if (value === undefined) records.add([[0, line]]);
    else walkJson(value, { container: (entries) => records.add(entries) });
  }
}

/** The lines of a text; one that is longer than {@link maxLine} comes in pieces, so that memory stays bounded. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length < maxLine) continue;
    yield rest;
    rest = '';
  }
  if (rest !== '') yield rest;
}

/** The value of a line of JSON Lines; undefined where the line is something else. */
function jsonLine(line: string): unknown {
  if (!/^\s*[[{]/.test(line)) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
